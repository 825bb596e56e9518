#include "data/dataset.h"

#include <algorithm>

namespace aimodel {

Batch view(const Dataset& data, int64_t first, int64_t count) {
  Batch batch;
  batch.rows = count;
  for (const Matrix& matrix : data.inputs) batch.inputs.push_back(matrix.rows(first, count));
  for (const Matrix& matrix : data.targets) batch.targets.push_back(matrix.rows(first, count));
  if (!data.weights.empty()) batch.weights = data.weights.data() + first;
  return batch;
}

namespace {

Tensor gather_rows(const Matrix& matrix, std::span<const uint32_t> rows,
                   std::vector<real>& memory) {
  const auto width = static_cast<size_t>(matrix.width);
  memory.resize(rows.size() * width);
  real* out = memory.data();
  for (const uint32_t row : rows) out = std::copy_n(&matrix.values[row * width], width, out);
  return {memory.data(), {static_cast<int64_t>(rows.size()), matrix.width}};
}

}  // namespace

const Batch& BatchMaker::gather(const Dataset& data, std::span<const uint32_t> rows) {
  memory_.resize(data.inputs.size() + data.targets.size());
  batch_.rows = static_cast<int64_t>(rows.size());
  batch_.inputs.resize(data.inputs.size());
  batch_.targets.resize(data.targets.size());
  size_t used = 0;
  for (size_t i = 0; i < data.inputs.size(); ++i) {
    batch_.inputs[i] = gather_rows(data.inputs[i], rows, memory_[used++]);
  }
  for (size_t i = 0; i < data.targets.size(); ++i) {
    batch_.targets[i] = gather_rows(data.targets[i], rows, memory_[used++]);
  }
  weights_.clear();
  if (!data.weights.empty()) {
    for (const uint32_t row : rows) weights_.push_back(data.weights[row]);
  }
  batch_.weights = data.weights.empty() ? nullptr : weights_.data();
  return batch_;
}

}  // namespace aimodel
