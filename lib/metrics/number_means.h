#pragma once

#include <algorithm>
#include <cmath>

#include "metrics/metric.h"

namespace aimodel {

// The weighted mean over the rows of value(truth, prediction) in column j.
template <typename Value>
double mean_of_column(const Scored& scored, int64_t j, const Value& value) {
  double sum = 0;
  double rows = 0;
  for (int64_t i = 0; i < scored.rows; ++i) {
    const auto index = static_cast<size_t>(i * scored.width + j);
    sum += scored.weight_of(i) * value(scored.target[index], scored.prediction[index]);
    rows += scored.weight_of(i);
  }
  return sum / rows;
}

// A power of two near the largest |value(truth, prediction)| of the rows that count. To divide by
// it is exact, and what is left can be squared and summed up, however large or small it was.
template <typename Value>
double unit_of_column(const Scored& scored, int64_t j, const Value& value) {
  double largest = 0;
  for (int64_t i = 0; i < scored.rows; ++i) {
    if (scored.weight_of(i) == 0) continue;
    const auto index = static_cast<size_t>(i * scored.width + j);
    largest = std::max(largest, std::abs(value(scored.target[index], scored.prediction[index])));
  }
  if (!(largest > 0) || std::isinf(largest)) return 1;
  constexpr int kMost = 1000;  // so that 1 / unit is a normal number, too
  return std::ldexp(1.0, std::clamp(std::ilogb(largest), -kMost, kMost));
}

// The mean over the columns of column(j), undefined where one is.
template <typename Column>
MetricValue mean_over_columns(const Scored& scored, const Column& column) {
  MetricValue mean;
  for (int64_t j = 0; j < scored.width; ++j) {
    MetricValue one = column(j);
    if (!one.defined()) return one;
    mean.value += one.value / static_cast<double>(scored.width);
  }
  return mean;
}

// Whether the truth of column j takes two values or more in the rows that count.
bool truth_varies(const Scored& scored, int64_t j);

// 1 - (what is left of the truth's variance after taking the predictions away) / (that variance),
// mean over the columns. `offset(j)` is what is taken off the errors first.
template <typename Offset>
MetricValue share_explained(const Scored& scored, const Offset& offset) {
  return mean_over_columns(scored, [&](int64_t j) -> MetricValue {
    if (!truth_varies(scored, j)) return {0, "the truth does not vary"};
    const double size = unit_of_column(scored, j, [](double y, double) { return y; });
    const double mean =
        size * mean_of_column(scored, j, [&](double y, double) { return y / size; });
    const double shift = offset(j);
    const double unit = unit_of_column(scored, j, [&](double y, double) { return y - mean; });
    const auto square = [&](double distance) { return (distance / unit) * (distance / unit); };
    const double left = mean_of_column(
        scored, j, [&](double y, double prediction) { return square(y - prediction - shift); });
    const double all =
        mean_of_column(scored, j, [&](double y, double) { return square(y - mean); });
    return {1 - left / all, ""};
  });
}

}  // namespace aimodel
