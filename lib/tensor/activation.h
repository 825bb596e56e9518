#pragma once

#include <cstdint>
#include <string_view>

#include "tensor/product.h"
#include "tensor/tensor.h"

namespace aimodel {

Activation activation_named(std::string_view name);  // of a spec that was checked

// Parameters of the activations that have one, as PyTorch sets them by default.
struct Slope {
  real leaky_relu = real(0.01);  // slope below 0
  real elu = 1;                  // what it tends to below 0, with the sign turned
};

// y = f(x), element by element; y may be x. A NaN gives a NaN. Off the true value in float at most,
// as tests measure over every binade and 600,000 numbers of [-30, 30]:
//   linear, relu             0
//   leaky_relu               6e-8 |y|
//   elu                      1.5e-7 |y|
//   sigmoid, tanh, softplus  2.5e-7 |y|
//   silu                     4e-7 |y|
//   gelu                     1.3e-6 |y|, for x > -1 6e-7 |y|, below 1e-36 0 or as small
void activate(Activation activation, Tensor x, Tensor y, Slope slope = {});

// y = f(y + b), with b [m] added to each row, or nothing added where it has no data.
void activate_rows(Activation activation, Tensor b, Tensor y);

// y = f(y + b) for some rows and columns on the calling thread, for the inside of a product; `row`
// is the distance from row to row.
//   b [columns]   y [rows, columns]
void activate_block(Activation activation, const real* b, int64_t rows, int64_t columns, real* y,
                    int64_t row);

// dx = dy * f'(x); dx may be dy. All but gelu and silu work from y = f(x) alone; those need x,
// which needs_input tells, and take it in the place of y. Off f' at most 3e-7 in float,
// silu 1.2e-6.
void activate_backward(Activation activation, Tensor x_or_y, Tensor dy, Tensor dx,
                       Slope slope = {});
bool needs_input(Activation activation);

// dx = dy * f'(x), and db += sum over rows of dx, in one go.
//   x_or_y, dy, dx [n, m]   db [m], or without data
void activate_backward_rows(Activation activation, Tensor x_or_y, Tensor dy, Tensor dx, Tensor db);

}  // namespace aimodel
