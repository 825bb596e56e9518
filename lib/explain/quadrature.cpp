#include "explain/quadrature.h"

#include <cmath>
#include <numbers>
#include <utility>

namespace aimodel {

namespace {

// The Legendre polynomial P_n and its derivative.
//   P_0 = 1,  P_1 = x,  k P_k = (2 k - 1) x P_(k-1) - (k - 1) P_(k-2)
//   P_n' = n (x P_n - P_(n-1)) / (x^2 - 1)          |x| < 1
std::pair<double, double> legendre(int64_t n, double x) {
  double before = 1, value = x;
  for (int64_t k = 2; k <= n; ++k) {
    const auto order = static_cast<double>(k);
    before = std::exchange(value, ((2 * order - 1) * x * value - (order - 1) * before) / order);
  }
  return {value, static_cast<double>(n) * (x * value - before) / (x * x - 1)};
}

}  // namespace

// Gauss-Legendre quadrature, from [-1, 1] moved to [0, 1].
//   nodes    the roots x_i of P_n, by Newton's method from cos(pi (i + 3/4) / (n + 1/2))
//   weights  2 / ((1 - x_i^2) P_n'(x_i)^2), halved
//   source   Abramowitz, Stegun 1964, 25.4.29 and 22.16.6
Quadrature gauss_legendre(int64_t n) {
  constexpr int kMostSteps = 100;
  const auto size = static_cast<size_t>(n);
  Quadrature result{std::vector<double>(size), std::vector<double>(size)};
  for (size_t i = 0; i < (size + 1) / 2; ++i) {
    double x = std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) /
                        (static_cast<double>(n) + 0.5));
    if (2 * i + 1 == size) x = 0;  // the middle one, which rounding would move
    for (int step = 0; step < kMostSteps; ++step) {
      const auto [value, slope] = legendre(n, x);
      const double change = value / slope;
      x -= change;
      if (std::abs(change) <= 1e-16) break;
    }
    const double slope = legendre(n, x).second;
    const double weight = 1 / ((1 - x * x) * slope * slope);
    result.nodes[i] = 0.5 * (1 - x);
    result.nodes[size - 1 - i] = 0.5 * (1 + x);
    result.weights[i] = result.weights[size - 1 - i] = weight;
  }
  return result;
}

}  // namespace aimodel
