#include "rows/dataset.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "rows/row_file.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int64_t kRealsOfDouble = sizeof(double) / sizeof(real);

void view_into(Batch& batch, const Dataset& data, int64_t first, int64_t count) {
  batch.rows = count;
  batch.inputs.clear();
  batch.targets.clear();
  for (const Matrix& matrix : data.inputs) batch.inputs.push_back(matrix.rows(first, count));
  for (const Matrix& matrix : data.targets) batch.targets.push_back(matrix.rows(first, count));
  batch.truths.clear();
  for (const Truth& truth : data.truths) {
    batch.truths.push_back(truth.values.data() + first * truth.width);
  }
  batch.weights = data.weights.empty() ? nullptr : data.weights.data() + first;
}

}  // namespace

Batch view(const Dataset& data, int64_t first, int64_t count) {
  Batch batch;
  view_into(batch, data, first, count);
  return batch;
}

int64_t RowLayout::size() const {
  const auto sum = [](const std::vector<int64_t>& widths) {
    return std::accumulate(widths.begin(), widths.end(), int64_t{0});
  };
  return sum(inputs) + sum(targets) + (weights ? 1 : 0) + kRealsOfDouble * sum(truths);
}

RowLayout layout_of(const Dataset& data) {
  if (data.file) return data.file->layout();
  RowLayout layout;
  for (const Matrix& matrix : data.inputs) layout.inputs.push_back(matrix.width);
  for (const Matrix& matrix : data.targets) layout.targets.push_back(matrix.width);
  for (const Truth& truth : data.truths) layout.truths.push_back(truth.width);
  layout.weights = !data.weights.empty();
  return layout;
}

void BatchMaker::reserve(const Dataset& data, int64_t rows) {
  const RowLayout layout = layout_of(data);
  memory_.clear();
  for (const std::vector<int64_t>* widths : {&layout.inputs, &layout.targets}) {
    for (const int64_t width : *widths) memory_.emplace_back(static_cast<size_t>(rows * width));
  }
  truths_.clear();
  for (const int64_t width : layout.truths) truths_.emplace_back(static_cast<size_t>(rows * width));
  rows_.resize(static_cast<size_t>(rows));
  weights_.resize(layout.weights ? static_cast<size_t>(rows) : 0);
  packed_.resize(data.file ? static_cast<size_t>(rows * layout.size()) : 0);
  batch_.inputs.resize(layout.inputs.size());
  batch_.targets.resize(layout.targets.size());
  batch_.truths.clear();
  for (const std::vector<double>& truth : truths_) batch_.truths.push_back(truth.data());
  room_ = rows;
}

const Batch& BatchMaker::make(const Selection& selection, int64_t first, int64_t count) {
  const Dataset& data = selection.data;
  if (!data.file && selection.order == nullptr) {
    view_into(batch_, data, first, count);
    return batch_;
  }
  if (room_ < count) reserve(data, count);
  batch_.rows = count;
  for (int64_t i = 0; i < count; ++i) {
    const auto place = static_cast<uint64_t>(first + i);
    rows_[static_cast<size_t>(i)] =
        selection.order == nullptr ? static_cast<uint32_t>(place) : (*selection.order)[place];
  }
  if (data.file) {
    read(selection, first, count);
  } else {
    gather(selection, count);
  }
  batch_.weights = weights_.empty() ? nullptr : weights_.data();
  return batch_;
}

// From matrices in memory.
void BatchMaker::gather(const Selection& selection, int64_t count) {
  const Dataset& data = selection.data;
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
  for (size_t i = 0; i < data.truths.size(); ++i) {
    const auto& [width, values] = data.truths[i];
    for (int64_t row = 0; row < count; ++row) {
      const double* from = values.data() + rows_[static_cast<size_t>(row)] * width;
      std::copy_n(from, width, truths_[i].data() + row * width);
    }
  }
  for (size_t i = 0; !data.weights.empty() && i < static_cast<size_t>(count); ++i) {
    weights_[i] = data.weights[rows_[i]];
  }
}

// From rows in a file.
void BatchMaker::read(const Selection& selection, int64_t first, int64_t count) {
  const Dataset& data = selection.data;
  const RowFile& file = *data.file;
  const RowLayout& layout = file.layout();
  const int64_t size = layout.size();
  if (selection.order == nullptr) {
    file.read(data.first + first, count, packed_.data());
  } else {
    for (int64_t i = 0; i < count; ++i) {
      file.read(data.first + rows_[static_cast<size_t>(i)], 1, packed_.data() + i * size);
    }
  }
  int64_t column = 0;
  const auto unpack = [&](int64_t width, real* to) {
    for (int64_t i = 0; i < count; ++i) {
      std::copy_n(packed_.data() + i * size + column, width, to + i * width);
    }
    column += width;
  };
  size_t used = 0;
  for (size_t i = 0; i < layout.inputs.size(); ++i, ++used) {
    batch_.inputs[i] = {memory_[used].data(), {count, layout.inputs[i]}};
    unpack(layout.inputs[i], memory_[used].data());
  }
  for (size_t i = 0; i < layout.targets.size(); ++i, ++used) {
    batch_.targets[i] = {memory_[used].data(), {count, layout.targets[i]}};
    unpack(layout.targets[i], memory_[used].data());
  }
  if (layout.weights) unpack(1, weights_.data());
  for (size_t i = 0; i < layout.truths.size(); ++i) {
    const int64_t width = layout.truths[i];
    if (width == 0) continue;
    for (int64_t row = 0; row < count; ++row) {
      std::memcpy(truths_[i].data() + row * width, packed_.data() + row * size + column,
                  static_cast<size_t>(width) * sizeof(double));
    }
    column += kRealsOfDouble * width;
  }
}

}  // namespace aimodel
