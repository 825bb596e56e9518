#pragma once

#include "tensor/activation.h"

namespace aimodel {

// What activation.h says, of `count` numbers on the calling thread.
void activate_range(Activation activation, Slope slope, int64_t count, const real* x, real* y);
void activate_range_backward(Activation activation, Slope slope, int64_t count, const real* x_or_y,
                             const real* dy, real* dx);

// dx = dy * f'(x), db += sum over rows of dx, for some columns of all rows; `row` is the distance
// from row to row.
void activate_columns_backward(Activation activation, int64_t rows, int64_t row, int64_t columns,
                               const real* x_or_y, const real* dy, real* dx, real* db);

}  // namespace aimodel
