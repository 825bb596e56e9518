#include "data/dataset.h"

#include <algorithm>

#include "tensor/parallel.h"

namespace aimodel {

namespace {

void view_into(Batch& batch, const Dataset& data, int64_t first, int64_t count) {
  batch.rows = count;
  batch.inputs.clear();
  batch.targets.clear();
  for (const Matrix& matrix : data.inputs) batch.inputs.push_back(matrix.rows(first, count));
  for (const Matrix& matrix : data.targets) batch.targets.push_back(matrix.rows(first, count));
  batch.weights = data.weights.empty() ? nullptr : data.weights.data() + first;
}

}  // namespace

Batch view(const Dataset& data, int64_t first, int64_t count) {
  Batch batch;
  view_into(batch, data, first, count);
  return batch;
}

void BatchMaker::reserve(const Dataset& data, int64_t rows) {
  memory_.clear();
  for (const std::vector<Matrix>* matrices : {&data.inputs, &data.targets}) {
    for (const Matrix& matrix : *matrices) {
      memory_.emplace_back(static_cast<size_t>(rows * matrix.width));
    }
  }
  rows_.resize(static_cast<size_t>(rows));
  weights_.resize(data.weights.empty() ? 0 : static_cast<size_t>(rows));
  batch_.inputs.resize(data.inputs.size());
  batch_.targets.resize(data.targets.size());
}

const Batch& BatchMaker::gather(const Dataset& data, const RandomOrder& order, int64_t first,
                                int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    rows_[static_cast<size_t>(i)] = order[static_cast<uint64_t>(first + i)];
  }
  batch_.rows = count;
  const auto copy = [&](const Matrix& matrix, const Buffer& memory, Tensor& to) {
    const int64_t width = matrix.width;
    to = {memory.data(), {count, width}};
    const double work = kElementCost * static_cast<double>(count * width);
    constexpr int64_t kRows = 32;
    for_ranges(count, kRows, work, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const real* from = matrix.values.data() + rows_[static_cast<size_t>(i)] * width;
        std::copy_n(from, width, to.data + i * width);
      }
    });
  };
  size_t used = 0;
  for (size_t i = 0; i < data.inputs.size(); ++i) {
    copy(data.inputs[i], memory_[used++], batch_.inputs[i]);
  }
  for (size_t i = 0; i < data.targets.size(); ++i) {
    copy(data.targets[i], memory_[used++], batch_.targets[i]);
  }
  for (size_t i = 0; !data.weights.empty() && i < static_cast<size_t>(count); ++i) {
    weights_[i] = data.weights[rows_[i]];
  }
  batch_.weights = data.weights.empty() ? nullptr : weights_.data();
  return batch_;
}

const Batch& BatchMaker::take(const Dataset& data, int64_t first, int64_t count) {
  view_into(batch_, data, first, count);
  return batch_;
}

}  // namespace aimodel
