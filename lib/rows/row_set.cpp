#include "rows/row_set.h"

#include <algorithm>
#include <cstring>

#include "columns/column.h"
#include "rows/row_file.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

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

const Column* expanding(const Dataset& data, size_t input) {
  return data.expanding.empty() ? nullptr : data.expanding[input];
}

}  // namespace

void BatchMemory::reserve(const Dataset& data, int64_t rows) {
  const RowLayout layout = layout_of(data);
  groups_.clear();
  for (const std::vector<int64_t>* widths : {&layout.inputs, &layout.targets}) {
    for (const int64_t width : *widths) {
      groups_.emplace_back().kept = Buffer(static_cast<size_t>(rows * width));
    }
  }
  for (size_t i = 0; i < layout.inputs.size(); ++i) {
    const Column* column = expanding(data, i);
    if (column == nullptr) continue;
    groups_[i].expanded = Buffer(static_cast<size_t>(rows * column->type().shape.elements()));
    groups_[i].lengths.resize(column->type().steps ? static_cast<size_t>(rows) : 0);
  }
  truths_.clear();
  for (const int64_t width : layout.truths) truths_.emplace_back(static_cast<size_t>(rows * width));
  rows_.resize(static_cast<size_t>(rows));
  weights_.resize(layout.weights ? static_cast<size_t>(rows) : 0);
  packed_.resize(data.file ? static_cast<size_t>(rows * layout.size()) : 0);
  batch_.inputs.resize(layout.inputs.size());
  batch_.targets.resize(layout.targets.size());
  batch_.truths.resize(layout.truths.size());
  room_ = rows;
}

void RowSet::reserve(BatchMemory& memory, int64_t rows) const {
  if (in_place() && data_.expanding.empty()) return;
  if (memory.room_ < rows) memory.reserve(data_, rows);
}

const Batch& RowSet::fetch(int64_t first, int64_t count, BatchMemory& memory) const {
  Batch& batch = memory.batch_;
  reserve(memory, count);
  batch.first = first;
  batch.numbers = order_ == nullptr ? nullptr : memory.rows_.data();
  if (in_place()) {
    view_into(batch, data_, first, count);
  } else {
    for (int64_t i = 0; i < count; ++i) {
      const auto index = static_cast<uint64_t>(first + i);
      memory.rows_[static_cast<size_t>(i)] =
          order_ == nullptr ? static_cast<uint32_t>(index) : (*order_)[index];
    }
    batch.rows = count;
    for (size_t i = 0; i < batch.truths.size(); ++i) batch.truths[i] = memory.truths_[i].data();
    if (data_.file) {
      read(memory, first, count);
    } else {
      gather(memory, count);
    }
    batch.weights = memory.weights_.empty() ? nullptr : memory.weights_.data();
  }
  for (size_t i = 0; i < data_.expanding.size(); ++i) {
    if (data_.expanding[i] != nullptr) expand(memory, i);
  }
  return batch;
}

// From matrices in memory.
void RowSet::gather(BatchMemory& memory, int64_t count) const {
  const std::vector<uint32_t>& rows = memory.rows_;
  const auto copy = [&](const Matrix& matrix, const Buffer& kept, Tensor& to) {
    const int64_t width = matrix.width;
    to = {kept.data(), {count, width}};
    const double work = kElementCost * static_cast<double>(count * width);
    constexpr int64_t kRows = 32;
    for_ranges(count, kRows, work, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const real* from = matrix.values.data() + rows[static_cast<size_t>(i)] * width;
        std::copy_n(from, width, to.data + i * width);
      }
    });
  };
  size_t used = 0;
  for (size_t i = 0; i < data_.inputs.size(); ++i) {
    copy(data_.inputs[i], memory.groups_[used++].kept, memory.batch_.inputs[i]);
  }
  for (size_t i = 0; i < data_.targets.size(); ++i) {
    copy(data_.targets[i], memory.groups_[used++].kept, memory.batch_.targets[i]);
  }
  for (size_t i = 0; i < data_.truths.size(); ++i) {
    const auto& [width, values] = data_.truths[i];
    for (int64_t row = 0; row < count; ++row) {
      const double* from = values.data() + rows[static_cast<size_t>(row)] * width;
      std::copy_n(from, width, memory.truths_[i].data() + row * width);
    }
  }
  for (size_t i = 0; !data_.weights.empty() && i < static_cast<size_t>(count); ++i) {
    memory.weights_[i] = data_.weights[rows[i]];
  }
}

// From rows in a file.
void RowSet::read(BatchMemory& memory, int64_t first, int64_t count) const {
  const RowFile& file = *data_.file;
  const RowLayout& layout = file.layout();
  const int64_t size = layout.size();
  std::vector<real>& packed = memory.packed_;
  if (order_ == nullptr) {
    file.read(data_.first + first, count, packed.data());
  } else {
    for (int64_t i = 0; i < count; ++i) {
      file.read(data_.first + memory.rows_[static_cast<size_t>(i)], 1, packed.data() + i * size);
    }
  }
  int64_t column = 0;
  const auto unpack = [&](int64_t width, real* to) {
    for (int64_t i = 0; i < count; ++i) {
      std::copy_n(packed.data() + i * size + column, width, to + i * width);
    }
    column += width;
  };
  size_t used = 0;
  const auto unpack_group = [&](int64_t width, Tensor& to) {
    to = {memory.groups_[used++].kept.data(), {count, width}};
    unpack(width, to.data);
  };
  Batch& batch = memory.batch_;
  for (size_t i = 0; i < layout.inputs.size(); ++i) unpack_group(layout.inputs[i], batch.inputs[i]);
  for (size_t i = 0; i < layout.targets.size(); ++i) {
    unpack_group(layout.targets[i], batch.targets[i]);
  }
  if (layout.weights) unpack(1, memory.weights_.data());
  for (size_t i = 0; i < layout.truths.size(); ++i) {
    const int64_t width = layout.truths[i];
    if (width == 0) continue;
    for (int64_t row = 0; row < count; ++row) {
      std::memcpy(memory.truths_[i].data() + row * width, packed.data() + row * size + column,
                  static_cast<size_t>(width) * sizeof(double));
    }
    column += static_cast<int64_t>(sizeof(double) / sizeof(real)) * width;
  }
}

// What was kept of an input's rows becomes its tensor: each row by one thread, what stands behind
// the steps of a row 0.
void RowSet::expand(BatchMemory& memory, size_t input) const {
  const Column& column = *data_.expanding[input];
  const TensorType& type = column.type();
  const Tensor kept = memory.batch_.inputs[input];
  BatchMemory::Group& group = memory.groups_[input];
  const auto kept_row = [&](int64_t i) {
    return std::span(kept.data + i * kept.row_size(), static_cast<size_t>(kept.row_size()));
  };
  Shape shape = type.shape.with_rows(kept.rows());
  int64_t step = 0;  // reals of one
  if (type.steps) {
    step = type.shape.elements() / std::max<int64_t>(1, type.shape[0]);
    int64_t longest = 0;
    for (int64_t i = 0; i < kept.rows(); ++i) {
      const int64_t steps = std::min(column.steps(kept_row(i)), type.shape[0]);
      group.lengths[static_cast<size_t>(i)] = static_cast<int32_t>(steps);
      longest = std::max(longest, steps);
    }
    shape = Shape{kept.rows(), longest};
    for (int axis = 1; axis < type.shape.rank(); ++axis) shape.push_back(type.shape[axis]);
  }
  Tensor& out = memory.batch_.inputs[input];
  out = {group.expanded.data(), shape};
  if (type.steps) out.lengths = group.lengths.data();
  const auto size = static_cast<size_t>(shape.elements() / std::max<int64_t>(1, kept.rows()));
  constexpr double kDecodingCost = 16 * kElementCost;
  const double work = kDecodingCost * static_cast<double>(shape.elements());
  for_throwing_pieces(kept.rows(), work, [&](int64_t i) {
    const std::span<real> row(out.data + static_cast<size_t>(i) * size, size);
    const size_t filled =
        type.steps ? static_cast<size_t>(group.lengths[static_cast<size_t>(i)] * step) : size;
    std::ranges::fill(row.subspan(filled), real{0});
    if (augmentation_ == nullptr) {
      column.expand(kept_row(i), nullptr, row.first(filled));
      return;
    }
    const Random own = augmentation_->branch(memory.batch_.number(i));
    column.expand(kept_row(i), &own, row.first(filled));
  });
}

}  // namespace aimodel
