#pragma once

#include <cstdint>
#include <vector>

#include "csv/frame.h"

namespace aimodel {

// The different numbers of a column, in order of size, each with how often it stands there.
struct SortedNumbers {
  std::vector<double> values;
  std::vector<int64_t> counts;
  int64_t total = 0;

  SortedNumbers() = default;
  explicit SortedNumbers(const FrameColumn& cells);  // texts that are no number are left out

  size_t size() const { return values.size(); }
  // Those from index `first` up to `end`, or all but one.
  SortedNumbers range(size_t first, size_t end) const;
  SortedNumbers without(double value) const;
  // Between the two order statistics around it, as most programs do (Hyndman, Fan 1996, type 7).
  double quantile(double share) const;
  // The third central moment over the cube of the standard deviation; 0 where all are equal.
  double skewness() const;
};

}  // namespace aimodel
