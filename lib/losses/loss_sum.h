#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "tensor/parallel.h"

namespace aimodel {

struct LossSum {
  double loss = 0;
  double weight = 0;
};

// The sum of what `sum_of(first, last)` returns for ranges of rows. The ranges follow from the
// shape alone and are added in order; nothing is allocated. `cost` is that of one element, in
// multiply-adds.
template <typename SumOf>
LossSum sum_over_rows(int64_t rows, int64_t width, double cost, const SumOf& sum_of) {
  constexpr int64_t kMostRanges = 64;
  constexpr int64_t kLeastElements = 1024;
  const int64_t size = std::max((rows + kMostRanges - 1) / kMostRanges,
                                (kLeastElements + width - 1) / std::max(width, int64_t{1}));
  std::array<LossSum, kMostRanges> partials;
  const double work = static_cast<double>(rows) * static_cast<double>(width) * cost;
  for_ranges(rows, size, work, [&](int64_t first, int64_t last) {
    partials[static_cast<size_t>(first / size)] = sum_of(first, last);
  });
  LossSum sum;
  for (const LossSum& one : partials) {
    sum.loss += one.loss;
    sum.weight += one.weight;
  }
  return sum;
}

}  // namespace aimodel
