#pragma once

#include "tensor/tensor.h"

namespace aimodel {

// Runs of the last axis, row by row:  whole [..., k], part [..., width], from `column` on.
void put_columns(Tensor part, int64_t column, Tensor whole);   // part -> whole
void take_columns(Tensor whole, int64_t column, Tensor part);  // whole -> part

}  // namespace aimodel
