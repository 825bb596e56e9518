#pragma once

#include "tensor/tensor.h"

namespace aimodel {

// Element-wise functions that a product can apply while its result is in cache.
enum class Activation { linear, relu, leaky_relu, elu, gelu, silu, sigmoid, tanh, softplus };

// Two back ends, chosen by shape alone, so that any number of threads gives the same bits:
// - the tile kernel (tile_product.h): each element is one chain of fused multiply-adds, and a row has
//   the same bits whatever rows stand beside it. All of x w, in training and in prediction.
// - OpenBLAS (blas.h), where it is faster: large x^T dy and dy w^T, whose rows promise nothing.

// y = activation(x w + b).      x [n, k]   w [k, m]   b [m] or empty   y [n, m]
void product(Tensor x, Tensor w, Tensor b, Activation activation, Tensor y);

// y += x w.
void add_product(Tensor x, Tensor w, Tensor y);

// dw += x^T dy.                 x [n, k]   dy [n, m]  dw [k, m]
void add_product_tn(Tensor x, Tensor dy, Tensor dw);

// Both at once: dw += x^T dy,  dx = dy w^T.
void product_backward(Tensor x, Tensor w, Tensor dy, Tensor dw, Tensor dx);

// dx = dy w^T.                  dy [n, m]  w [k, m]   dx [n, k]
void product_nt(Tensor dy, Tensor w, Tensor dx);

}  // namespace aimodel
