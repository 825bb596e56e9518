#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "rows/dataset.h"

namespace aimodel {

class RandomAccessFile;

// Encoded rows in a file, each as one run of numbers: its inputs, group by group, its targets, its
// weight, and as doubles its truths. So any row comes with one read.
class RowFile {
 public:
  // Behind the first `offset` bytes of the file.
  RowFile(std::shared_ptr<RandomAccessFile> file, uint64_t offset, RowLayout layout);

  const RowLayout& layout() const { return layout_; }
  uint64_t bytes_per_row() const { return static_cast<uint64_t>(layout_.size()) * sizeof(real); }
  // Puts rows that are in memory at rows first, first + 1, ... Returns the bytes as they stand
  // there, which last until the next call.
  std::string_view write(int64_t first, const Dataset& rows);
  // Reads `count` rows from `first` on. Throws Error (run) where they cannot be read, or hold what
  // the layout does not allow.     out [count, layout.size()]
  void read(int64_t first, int64_t count, real* out) const;

 private:
  std::shared_ptr<RandomAccessFile> file_;
  uint64_t offset_;
  RowLayout layout_;
  std::vector<real> packed_;
};

// Some of its rows, which stay there.
Dataset rows_of(std::shared_ptr<const RowFile> file, int64_t first, int64_t rows);
// Reads rows that stand in a file into memory.
Dataset load(const Dataset& in_file);

}  // namespace aimodel
