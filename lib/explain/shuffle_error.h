#pragma once

#include <cstdint>
#include <vector>

namespace aimodel {

// The mean of what rows lose when a column is shuffled among them, and how far it is to be trusted:
// with other rows and other shuffles it would have come out otherwise.
//   d_ir = m + a_i + b_j + e_ij     row i in shuffle r, where it has the value of row j
//   m    a row's own part a and its value's part b are the same in all R shuffles, so that these
//        say nothing of them:
//        Var(mean) = (Var a + Var b + 2 Cov(a, b)) / n + Var e / (n R)
//   by   T = Var d_ir;  A_i, B_j means over the R shuffles of d_ir, of d of the row that has j's value
//        Var A = Var a + (T - Var a) / R, so Var a = (R Var A - T) / (R - 1), the same for b,
//        Var e = T - Var a - Var b,  Cov(a, b) = Cov(A, B)
//   source  the U-statistic of order 2 that permutation importance estimates (Fisher, Rudin,
//           Dominici 2019, arXiv:1801.01489, section 4.1; Hoeffding 1948)
//   limits  a row's weight counts as in a mean of losses: d_ir is weighted, and what it is a part of
//           comes off first
class ShuffleError {
 public:
  // `share` is each row's weight over the mean weight.
  explicit ShuffleError(const std::vector<double>& share);

  // A shuffle: what each row loses, times its share, and which row's value it was given.
  void add(const std::vector<double>& loss, const std::vector<uint32_t>& given);

  double mean() const;
  double standard_error() const;

 private:
  const std::vector<double>& share_;
  double repeats_ = 0;
  double sum_ = 0, squares_ = 0, products_ = 0;  // of d, d^2, d * share
  std::vector<double> by_row_, by_value_;        // sums over the shuffles
  std::vector<double> value_share_;              // of the shares that by_value_ is a sum over
};

}  // namespace aimodel
