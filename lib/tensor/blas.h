#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tensor/tensor.h"
#include "tensor/tile_product.h"

namespace aimodel {

// OpenBLAS and LAPACK: the one door to them. All calls are single-threaded, may come from several
// threads, and give the same bits whenever they are called with the same numbers and sizes; other
// sizes may give a row or column other bits (see product.h for what that means).

// As tile_product, but an element's sum is in an order that depends on the sizes. Of a, too, one
// stride is 1.
void blas_product(const TileProduct& product);

// a [n, m] with n >= m becomes q of a = q r: its columns are orthonormal, and r's diagonal is
// positive, so that there is one such q. Throws std::runtime_error where LAPACK fails.
void orthonormal_columns(Tensor a);

// For what is learnt of rows, in double whatever a network is in.

// The symmetric a [n, n] (its upper triangle is read) becomes its eigenvectors, one a row, in
// rising order of `values` [n].
void symmetric_eigenvectors(std::span<double> a, std::span<double> values);

// The upper triangle of c [m, m] += x^T x.      x [n, m]
void add_column_products(std::span<const double> x, std::span<double> c, int64_t columns);

std::string blas_version();  // "OpenBLAS 0.3.21"
std::string blas_kernel();   // that OpenBLAS uses on this machine: "SkylakeX", "Haswell", ...
std::string blas_name();     // both: what decides the bits of its results

}  // namespace aimodel
