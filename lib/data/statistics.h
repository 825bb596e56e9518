#pragma once

#include <span>
#include <vector>

namespace aimodel {

// What there is to say of some finite numbers, at least one.
struct Moments {
  double mean = 0;
  double deviation = 0;  // standard, of the population; exactly 0 where all are equal
};
Moments moments(std::span<const double> values);

// The value below which a share of the sorted numbers lies, between neighbours in proportion (type
// 7 of Hyndman, Fan 1996; what R and NumPy do).
double quantile(std::span<const double> sorted, double share);

}  // namespace aimodel
