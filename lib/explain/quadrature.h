#pragma once

#include <cstdint>
#include <vector>

namespace aimodel {

// Points and weights of a sum that stands for an integral from 0 to 1; the weights add up to 1.
struct Quadrature {
  std::vector<double> nodes;  // ascending
  std::vector<double> weights;
};

// Exact for polynomials of degree up to 2 n - 1. n >= 1.
Quadrature gauss_legendre(int64_t n);

}  // namespace aimodel
