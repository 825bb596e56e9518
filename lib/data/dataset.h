#pragma once

#include <cstdint>
#include <vector>

#include "base/random_order.h"
#include "tensor/buffer.h"
#include "tensor/tensor.h"

namespace aimodel {

// Numbers of some rows, one after the other.
struct Matrix {
  int64_t width = 0;
  std::vector<real> values;
  Tensor rows(int64_t first, int64_t count) const {
    return {const_cast<real*>(values.data()) + first * width, {count, width}};
  }
};

// Encoded rows: what a network is trained on.
struct Dataset {
  int64_t rows = 0;
  std::vector<Matrix> inputs;   // one per input group
  std::vector<Matrix> targets;  // one per output; empty where the targets are not known
  std::vector<real> weights;    // one per row, or empty for 1
};

// Some rows of a dataset, side by side.
struct Batch {
  int64_t rows = 0;
  std::vector<Tensor> inputs;  // [rows, width]
  std::vector<Tensor> targets;
  const real* weights = nullptr;  // null for 1
};

// A run of rows without copying.
Batch view(const Dataset& data, int64_t first, int64_t count);

// Copies chosen rows into memory of its own, which is kept from one batch to the next.
class BatchMaker {
 public:
  // Makes room for so many rows of the data: what gather() does then needs no more memory.
  void reserve(const Dataset& data, int64_t rows);
  // The rows that stand at places first .. first + count - 1 of an order.
  const Batch& gather(const Dataset& data, const RandomOrder& order, int64_t first, int64_t count);
  // The rows first .. first + count - 1: not copied.
  const Batch& take(const Dataset& data, int64_t first, int64_t count);
  const Batch& batch() const { return batch_; }

 private:
  std::vector<Buffer> memory_;
  std::vector<uint32_t> rows_;
  std::vector<real> weights_;
  Batch batch_;
};

}  // namespace aimodel
