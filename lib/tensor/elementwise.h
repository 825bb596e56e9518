#pragma once

#include <span>

#include "base/random.h"
#include "tensor/tensor.h"

namespace aimodel {

// db += sum over rows of dy.    dy [n, m]   db [m]
void add_sum_rows(Tensor dy, Tensor db);

void add(Tensor x, Tensor y);       // y += x
void scale(Tensor x, real factor);  // x *= factor

// Inverted dropout: mask = 1 / (1 - rate) where draw i of `random` keeps element i, else 0, and
// y = x * mask, in one go; y may be x.
void drop(Tensor x, real rate, const Random& random, Tensor mask, Tensor y);
void multiply(Tensor x, Tensor y);  // y *= x

// Sums over fixed pieces, added in a fixed order, in double.
double sum(std::span<const real> x);
double sum_of_squares(std::span<const real> x);
bool all_finite(std::span<const real> x);

}  // namespace aimodel
