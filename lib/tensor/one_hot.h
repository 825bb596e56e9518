#pragma once

#include <span>

#include "tensor/tensor.h"

namespace aimodel {

// Products with rows of ones at indexes and zeros elsewhere, which are never written out. A row of
// x holds for each column the index of its one among that column's `sizes` values, from 1 on; the
// columns' values stand side by side, and so do their rows in w. Index 0, a value that training did
// not see, is the mean of the others: 1 / size at each, so that w answers as for the mean of the
// known values, whatever it is. (Zeros would leave the weights of the other columns alone with a
// bias that never was without one of this column's.) A column of one value never varied: zeros.
//   x [n, columns]   w, dw [sum of sizes, m]   y, dy [n, m]
// They give the bits that the written-out product would give.

// y += one_hot(x) w
void add_one_hot_product(Tensor x, std::span<const int64_t> sizes, Tensor w, Tensor y);

// dw += one_hot(x)^T dy
void add_one_hot_product_tn(Tensor x, std::span<const int64_t> sizes, Tensor dy, Tensor dw);

// The written-out rows.    y [n, sum of sizes]
void write_one_hot(Tensor x, std::span<const int64_t> sizes, Tensor y);

}  // namespace aimodel
