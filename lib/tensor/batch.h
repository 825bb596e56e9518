#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.h"

namespace aimodel {

// Encoded rows side by side, as a network takes them. It owns none of them.
struct Batch {
  int64_t rows = 0;
  std::vector<Tensor> inputs;  // [rows, width]
  std::vector<Tensor> targets;
  std::vector<const double*> truths;  // [rows, width] each
  const real* weights = nullptr;      // null for 1
  int64_t first = 0;                  // the number of the first row in its dataset,
  const uint32_t* numbers = nullptr;  // or those of all, where they are in another order

  uint64_t number(int64_t row) const {
    return numbers == nullptr ? static_cast<uint64_t>(first + row) : numbers[row];
  }
};

}  // namespace aimodel
