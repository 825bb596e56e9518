#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/random_order.h"
#include "tensor/batch.h"
#include "tensor/buffer.h"
#include "tensor/tensor.h"

namespace aimodel {

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

  std::shared_ptr<const RowFile> file;  // null: in memory
  int64_t first = 0;                    // of the file's rows, the first one
};

// What stands in a row of a dataset.
struct RowLayout {
  std::vector<int64_t> inputs, targets;  // widths
  bool weights = false;
  std::vector<int64_t> truths{};  // widths, in doubles
  // Of each number before the truths, which stand last: how many values it may be the place of, or
  // 0 where it is any number.
  std::vector<int64_t> limits{};
  int64_t size() const;  // numbers in all
};
RowLayout layout_of(const Dataset& data);

// A run of rows that are in memory, without copying.
Batch view(const Dataset& data, int64_t first, int64_t count);

// Rows of a dataset in some order: the first `rows` of it, or without one as they stand.
struct Selection {
  const Dataset& data;
  const RandomOrder* order;
  int64_t rows;
  explicit Selection(const Dataset& all) : data(all), order(nullptr), rows(all.rows) {}
  Selection(const Dataset& of, const RandomOrder& in, int64_t count)
      : data(of), order(&in), rows(count) {}
};

// Brings rows together in memory of its own, which is kept from one batch to the next.
class BatchMaker {
 public:
  // Makes room for so many rows of the data: what make() does then needs no more memory.
  void reserve(const Dataset& data, int64_t rows);
  // Rows first .. first + count - 1 of a selection. Those that stand in memory as they are wanted
  // are not copied.
  const Batch& make(const Selection& selection, int64_t first, int64_t count);
  const Batch& make(const Dataset& data, int64_t first, int64_t count) {
    return make(Selection(data), first, count);
  }
  const Batch& batch() const { return batch_; }

 private:
  void gather(const Selection& selection, int64_t count);
  void read(const Selection& selection, int64_t first, int64_t count);

  int64_t room_ = 0;  // rows
  std::vector<Buffer> memory_;
  std::vector<std::vector<double>> truths_;
  std::vector<uint32_t> rows_;
  std::vector<real> weights_;
  std::vector<real> packed_;  // rows as they stand in a file
  Batch batch_;
};

}  // namespace aimodel
