#pragma once

#include "metrics/metric.h"

namespace aimodel {

// The weighted mean over the rows of value(truth, prediction) in column j.
template <typename Value>
double mean_of_column(const Scored& scored, int64_t j, const Value& value) {
  double sum = 0;
  double rows = 0;
  for (int64_t i = 0; i < scored.rows; ++i) {
    const auto place = static_cast<size_t>(i * scored.width + j);
    sum += scored.weight_of(i) * value(scored.target[place], scored.prediction[place]);
    rows += scored.weight_of(i);
  }
  return sum / rows;
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
    const double mean = mean_of_column(scored, j, [](double y, double) { return y; });
    const double shift = offset(j);
    const double left = mean_of_column(scored, j, [&](double y, double prediction) {
      return (y - prediction - shift) * (y - prediction - shift);
    });
    const double all =
        mean_of_column(scored, j, [&](double y, double) { return (y - mean) * (y - mean); });
    return {1 - left / all, ""};
  });
}

}  // namespace aimodel
