#pragma once

#include "tensor/tensor.h"

namespace aimodel {

// Each row over its last axis: y = exp(x - max) / sum.   y may be x
void softmax_rows(Tensor x, Tensor y);
// dx = y * (dy - sum(dy * y)) per row;   dx may be dy
void softmax_rows_backward(Tensor y, Tensor dy, Tensor dx);

}  // namespace aimodel
