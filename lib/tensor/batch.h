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
};

}  // namespace aimodel
