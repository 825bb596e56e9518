#pragma once

#include <cstdint>

#include "tensor/real.h"

namespace aimodel {

// c[i, j] (+)= sum over p of a(i, p) * b[p, j], where a(i, p) = a[i * a_row + p * a_step].
// Each element is one chain of fused multiply-adds in the order of p, whatever the sizes are: its bits do not
// depend on how many rows there are. Single-threaded.
struct SmallProduct {
  int64_t rows, columns, steps;
  const real* a;
  int64_t a_row, a_step;
  const real* b;   // [steps, columns] with b_row between rows; or transposed: [columns, steps]
  int64_t b_row;
  bool b_transposed;
  real* c;
  int64_t c_row;
  bool accumulate;
};
void small_product(const SmallProduct& product);

}  // namespace aimodel
