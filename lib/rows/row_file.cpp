#include "rows/row_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/random_access_file.h"
#include "rows/row_set.h"

namespace aimodel {

RowFile::RowFile(std::shared_ptr<RandomAccessFile> file, uint64_t offset, RowLayout layout)
    : file_(std::move(file)), offset_(offset), layout_(std::move(layout)) {}

std::string_view RowFile::write(int64_t first, const Dataset& rows) {
  const int64_t size = layout_.size();
  packed_.resize(static_cast<size_t>(rows.rows * size));
  int64_t column = 0;
  const auto put = [&](const real* values, int64_t width) {
    for (int64_t i = 0; i < rows.rows; ++i) {
      std::copy_n(values + i * width, width, packed_.data() + i * size + column);
    }
    column += width;
  };
  for (const Matrix& matrix : rows.inputs) put(matrix.values.data(), matrix.width);
  for (const Matrix& matrix : rows.targets) put(matrix.values.data(), matrix.width);
  if (layout_.weights) put(rows.weights.data(), 1);
  for (const Truth& truth : rows.truths) {
    if (truth.width == 0) continue;
    const size_t bytes = static_cast<size_t>(truth.width) * sizeof(double);
    for (int64_t i = 0; i < rows.rows; ++i) {
      std::memcpy(packed_.data() + i * size + column, truth.values.data() + i * truth.width, bytes);
    }
    column += static_cast<int64_t>(bytes / sizeof(real));
  }
  const std::string_view bytes(reinterpret_cast<const char*>(packed_.data()),
                               packed_.size() * sizeof(real));
  file_->write(offset_ + static_cast<uint64_t>(first) * bytes_per_row(), bytes);
  return bytes;
}

void RowFile::read(int64_t first, int64_t count, real* out) const {
  const auto size = static_cast<uint64_t>(layout_.size());
  file_->read(offset_ + static_cast<uint64_t>(first) * bytes_per_row(),
              reinterpret_cast<char*>(out), static_cast<uint64_t>(count) * bytes_per_row());
  // What is used as an index must be one, whatever became of the file.
  for (size_t column = 0; column < layout_.limits.size(); ++column) {
    if (layout_.limits[column] == 0) continue;
    const auto limit = static_cast<real>(layout_.limits[column]);
    for (int64_t i = 0; i < count; ++i) {
      const real index = out[static_cast<uint64_t>(i) * size + column];
      if (index >= 0 && index < limit) continue;
      throw Error(Exit::run, "", "the cache of the rows is damaged", "remove it: it is made anew");
    }
  }
}

Dataset rows_of(std::shared_ptr<const RowFile> file, int64_t first, int64_t rows) {
  Dataset data;
  data.rows = rows;
  for (const int64_t width : file->layout().inputs) data.inputs.push_back({width, {}});
  for (const int64_t width : file->layout().targets) data.targets.push_back({width, {}});
  for (const int64_t width : file->layout().truths) data.truths.push_back({width, {}});
  data.file = std::move(file);
  data.first = first;
  return data;
}

Dataset load(const Dataset& in_file) {
  constexpr int64_t kBlock = 1024;
  Dataset data = in_file;
  data.file = nullptr;
  data.first = 0;
  Dataset as_kept = in_file;
  as_kept.expanding.clear();
  const RowSet all(as_kept);
  BatchMemory memory;
  const auto append = [&](const auto* from, int64_t rows, auto& to) {
    if (to.values.empty()) to.values.reserve(static_cast<size_t>(data.rows * to.width));
    to.values.insert(to.values.end(), from, from + rows * to.width);
  };
  for (int64_t first = 0; first < data.rows; first += kBlock) {
    const Batch& batch = all.fetch(first, std::min(kBlock, data.rows - first), memory);
    for (size_t i = 0; i < data.inputs.size(); ++i) {
      append(batch.inputs[i].data, batch.rows, data.inputs[i]);
    }
    for (size_t i = 0; i < data.targets.size(); ++i) {
      append(batch.targets[i].data, batch.rows, data.targets[i]);
      append(batch.truths[i], batch.rows, data.truths[i]);
    }
    if (batch.weights == nullptr) continue;
    data.weights.insert(data.weights.end(), batch.weights, batch.weights + batch.rows);
  }
  return data;
}

}  // namespace aimodel
