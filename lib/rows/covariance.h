#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tensor/real.h"

namespace aimodel {

// Means and covariances of numbers that come row by row, in double. They depend on the rows and
// their order alone: a block is so many rows, however they come.
//   of a block    its mean b, and M_b = sum (x - b)^T (x - b)
//   to those n rows before, whose mean is m    M += M_b + d^T d n n_b / (n + n_b),   d = b - m
//   source        Chan, Golub, LeVeque 1983: no difference of large sums
class Covariance {
 public:
  explicit Covariance(int64_t numbers);

  void add(std::span<const real> rows);  // [n, numbers]
  void end();                            // of the rows, of which there is one

  const std::vector<double>& mean() const { return mean_; }
  // Between number i and j >= i: sum of products / rows.
  double operator()(int64_t i, int64_t j) const {
    return products_[static_cast<size_t>(i * numbers_ + j)] / rows_;
  }

 private:
  static constexpr int64_t kBlock = 256;  // rows
  void end_block();

  int64_t numbers_;
  std::vector<double> block_;  // [kBlock + 1, numbers]; the last row is for d
  int64_t filled_ = 0;         // rows of it
  double rows_ = 0;            // before it
  std::vector<double> mean_, products_;
};

}  // namespace aimodel
