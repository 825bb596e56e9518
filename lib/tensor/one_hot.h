#pragma once

#include <span>

#include "tensor/tensor.h"

namespace aimodel {

// Products with rows of ones at places and zeros elsewhere, which are never written out. A row of x
// holds for each column the place of its one among that column's `sizes` values, from 1 on, or 0
// where it has none; the columns' values stand side by side, and so do their rows in w.
//   x [n, columns]   w, dw [sum of sizes, m]   y, dy [n, m]
// They give the bits that the written-out product would give.

// y += one_hot(x) w
void add_one_hot_product(Tensor x, std::span<const int64_t> sizes, Tensor w, Tensor y);

// dw += one_hot(x)^T dy
void add_one_hot_product_tn(Tensor x, std::span<const int64_t> sizes, Tensor dy, Tensor dw);

// The ones and zeros themselves.     y [n, sum of sizes]
void write_one_hot(Tensor x, std::span<const int64_t> sizes, Tensor y);

}  // namespace aimodel
