#pragma once

#include <cstdint>
#include <string>

#include "tensor/real.h"

namespace aimodel {

// A matrix as it lies in memory: element [i, j] is data[i * row + j * column].
struct Strided {
  const real* data;
  int64_t row;
  int64_t column;
};

// c[i, j] = sum over p of a[i, p] * b[p, j], or that added to what c holds.
//   a [rows, steps]   b [steps, columns], one of whose strides is 1   c [rows, columns]
// Each element is one chain of fused multiply-adds in the order of p, which begins with 0 or with
// what c holds. So its bits depend on the numbers alone: not on the sizes, on how the work is cut,
// nor on the width of the processor's vectors. Single-threaded; allocates a thread's space once.
struct TileProduct {
  int64_t rows, columns, steps;
  Strided a, b;
  real* c;
  int64_t c_row;  // distance from row to row
  bool add;
};
void tile_product(const TileProduct& product);

// The instructions that it runs with on this machine: "AVX2", "AVX3" (AVX-512), ...
std::string product_target();

}  // namespace aimodel
