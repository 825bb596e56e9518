#pragma once

#include <cstdint>

#include "tensor/real.h"

namespace aimodel {

// c[i, j] = sum over p of a[i, p] * b[p, j].      a [rows, steps]   b [steps, columns]   c [rows,
// columns] a_row, b_row and c_row are the distances from row to row. Each element is one chain of
// multiply-adds in the order of p (fused where the processor can), whatever the sizes are: its bits
// do not depend on how many rows there are. Single-threaded.
struct RowProduct {
  int64_t rows, columns, steps;
  const real* a;
  int64_t a_row;
  const real* b;
  int64_t b_row;
  real* c;
  int64_t c_row;
};
void row_product(const RowProduct& product);

}  // namespace aimodel
