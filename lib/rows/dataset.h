#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tensor/tensor.h"

namespace aimodel {

class Column;
class RowFile;

// Numbers of some rows, one after the other.
struct Matrix {
  int64_t width = 0;
  std::vector<real> values;  // empty where the rows are in a file
  Tensor rows(int64_t first, int64_t count) const {
    return {const_cast<real*>(values.data()) + first * width, {count, width}};
  }
};

// The targets of a number output as they stand in the data, in its own unit and to the last bit:
// what metrics measure against. A scaled real has seven digits, and a time in milliseconds thirteen.
struct Truth {
  int64_t width = 0;  // 0 for classes, whose targets say all
  std::vector<double> values;
};

// Encoded rows: what a network is trained on. They are in memory, or in a file.
struct Dataset {
  int64_t rows = 0;
  std::vector<Matrix> inputs;   // one per input group
  std::vector<Matrix> targets;  // one per output; empty where the targets are not known
  std::vector<Truth> truths;    // one per output, beside its targets
  std::vector<real> weights;    // one per row, or empty for 1
  // Of each input the column that turns what is kept of it into its tensor, or null; mostly empty:
  // there is none. They are a preprocessing's, which outlives the rows.
  std::vector<const Column*> expanding{};

  std::shared_ptr<const RowFile> file;  // null: in memory
  int64_t first = 0;                    // of the file's rows, the first one
};

// What stands in a row of a dataset.
struct RowLayout {
  std::vector<int64_t> inputs, targets;  // widths
  bool weights = false;
  std::vector<int64_t> truths{};  // widths, in doubles
  // Of each number before the truths, which stand last: how many values it may be the index of, or
  // 0 where it is any number.
  std::vector<int64_t> limits{};
  int64_t size() const;  // numbers in all
};
RowLayout layout_of(const Dataset& data);

}  // namespace aimodel
