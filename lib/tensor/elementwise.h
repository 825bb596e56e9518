#pragma once

#include <span>

#include "base/random.h"
#include "tensor/product.h"
#include "tensor/tensor.h"

namespace aimodel {

// Element-wise functions and their derivatives; alpha is the slope of leaky_relu below 0 and the
// saturation of elu. exp and tanh come from Highway (at most 4 ULP), erf as stated in elementwise.cpp.
void activate(Activation activation, Tensor x, real alpha, Tensor y);  // y may be x

// dx = dy * f'(x). Every activation but gelu and silu needs only y = f(x): pass y for both then.
void activate_backward(Activation activation, Tensor x, Tensor y, Tensor dy, real alpha, Tensor dx);
bool needs_input(Activation activation);  // whether the backward pass needs x beside y

// For the inside of a product: one run of elements, on the calling thread.
void activate_range(Activation activation, const real* x, int64_t count, real alpha, real* y);

// db += sum over rows of dy.    dy [n, m]   db [m]
void add_sum_rows(Tensor dy, Tensor db);

void add(Tensor x, Tensor y);             // y += x
void scale(Tensor x, real factor);        // x *= factor
void softmax_rows(Tensor x, Tensor y);    // each row over its last axis; y may be x

// Inverted dropout: y = x * mask / (1 - rate); mask[i] is 1 where draw first + i of `random` is not dropped.
void drop(Tensor x, real rate, const Random& random, Tensor y);

double sum(std::span<const real> x);             // fixed pieces, added in a fixed order, in double
double sum_of_squares(std::span<const real> x);
bool all_finite(std::span<const real> x);

}  // namespace aimodel
