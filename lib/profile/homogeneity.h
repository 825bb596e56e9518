#pragma once

#include <vector>

namespace aimodel {

// Counts of two samples side by side, bin by bin.
struct Bins {
  std::vector<double> before, after;
};

// The population stability index, a measure of size: sum over bins of (q - p) ln(q / p), p and q
// the shares of the first and the second sample. A bin that one of them lacks counts as half a row
// there.
double stability_index(const Bins& bins);

// Whether two samples are of one distribution: the probability of bins that differ as much as
// these, or more, where they are.
//   statistic  Pearson's X2 of the 2 x k table
//   law        with all sums of the table given, X2 has the mean and variance
//                mean = N (k - 1) / (N - 1)
//                variance = 2 N / (N - 3) (v1 - w1) (v2 - w2) + N^2 / (N - 1) w1 w2
//                v1 = (N - 2) / (N - 1)             w1 = (N (1/n + 1/m) - 4) / (N - 2)
//                v2 = (k - 1) (N - k) / (N - 1)     w2 = (N sum_i 1/c_i - k^2) / (N - 2)
//              for samples of n and m, N = n + m, c_i both samples' rows in bin i; a gamma law with
//              these takes its place, so that bins of few rows do not raise false alarms
//   source     Haldane 1940, Biometrika 31, 346; in this form Dawson 1954, Biometrika 41, 280
//   limits     each bin holds a row; 1 for fewer than two bins, or four rows
double homogeneity(const Bins& bins);

// Probability that a gamma-distributed number is above x: the regularized upper incomplete gamma
// function Q(shape, x), by its series below shape + 1 and its continued fraction above (Press et
// al., Numerical Recipes, 6.2).
double gamma_tail(double shape, double x);

}  // namespace aimodel
