#pragma once

#include "tensor/tensor.h"

namespace aimodel {

// Element-wise functions that a product can apply while its result is in cache.
enum class Activation { linear, relu, leaky_relu, elu, gelu, silu, sigmoid, tanh, softplus };

// y = activation(x w + b).      x [n, k]   w [k, m]   b [m] or empty   y [n, m]
// Cut into blocks of output columns, each one single-threaded sgemm.
void product(Tensor x, Tensor w, Tensor b, Activation activation, Tensor y);

// The same, with a result that has the same bits for a row whatever rows stand beside it: each
// element is one chain of fused multiply-adds in the order of k. What inference uses, so that a
// prediction does not depend on the size of a batch.
void product_by_row(Tensor x, Tensor w, Tensor b, Activation activation, Tensor y);

// dw += x^T dy.                 x [n, k]   dy [n, m]  dw [k, m]
void add_product_tn(Tensor x, Tensor dy, Tensor dw);

// dx = dy w^T.                  dy [n, m]  w [k, m]   dx [n, k]
void product_nt(Tensor dy, Tensor w, Tensor dx);

}  // namespace aimodel
