#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace aimodel {

class RandomAccessFile;

// Encoded rows in a file, each as one run of numbers: its inputs, group by group, its targets, its
// weight. So a row in any place comes with one read.
class RowFile {
 public:
  // An empty file with room for so many rows behind `offset` bytes. Throws Error (run) where there
  // is no room.
  RowFile(std::shared_ptr<RandomAccessFile> file, uint64_t offset, const RowLayout& layout,
          int64_t rows);
  // A file that holds them already.
  RowFile(std::shared_ptr<RandomAccessFile> file, uint64_t offset, const RowLayout& layout);

  const RowLayout& layout() const { return layout_; }
  // Puts rows in memory at places first, first + 1, ...
  void write(int64_t first, const Dataset& rows);
  // Reads `count` rows from `first` on. Throws Error (run) where they cannot be read, or hold what
  // the layout does not allow.     out [count, layout.size()]
  void read(int64_t first, int64_t count, real* out) const;

 private:
  std::shared_ptr<RandomAccessFile> file_;
  uint64_t offset_;
  RowLayout layout_;
  std::vector<real> packed_;
};

}  // namespace aimodel
