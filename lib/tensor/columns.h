#pragma once

#include "tensor/tensor.h"

namespace aimodel {

// Runs of the last axis, row by row:  whole [..., k], slice [..., width], from `column` on.
void put_columns(Tensor slice, int64_t column, Tensor whole);   // slice -> whole
void take_columns(Tensor whole, int64_t column, Tensor slice);  // whole -> slice

}  // namespace aimodel
