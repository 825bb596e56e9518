#include "data/row_file.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/random_access_file.h"

namespace aimodel {

RowFile::RowFile(std::shared_ptr<RandomAccessFile> file, uint64_t offset, const RowLayout& layout)
    : file_(std::move(file)), offset_(offset), layout_(layout) {}

RowFile::RowFile(std::shared_ptr<RandomAccessFile> file, uint64_t offset, const RowLayout& layout,
                 int64_t rows)
    : RowFile(std::move(file), offset, layout) {
  file_->reserve(offset + static_cast<uint64_t>(rows * layout.size()) * sizeof(real));
}

void RowFile::write(int64_t first, const Dataset& rows) {
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
  file_->write(offset_ + static_cast<uint64_t>(first * size) * sizeof(real),
               {reinterpret_cast<const char*>(packed_.data()), packed_.size() * sizeof(real)});
}

void RowFile::read(int64_t first, int64_t count, real* out) const {
  const auto size = static_cast<uint64_t>(layout_.size());
  file_->read(offset_ + static_cast<uint64_t>(first) * size * sizeof(real),
              reinterpret_cast<char*>(out), static_cast<uint64_t>(count) * size * sizeof(real));
  // What is used as a place must be one, whatever became of the file.
  for (size_t column = 0; column < layout_.limits.size(); ++column) {
    if (layout_.limits[column] == 0) continue;
    const auto limit = static_cast<real>(layout_.limits[column]);
    for (int64_t i = 0; i < count; ++i) {
      const real place = out[static_cast<uint64_t>(i) * size + column];
      if (place >= 0 && place < limit) continue;
      throw Error(Exit::run, "", "the cache of the rows is damaged", "remove it: it is made anew");
    }
  }
}

}  // namespace aimodel
