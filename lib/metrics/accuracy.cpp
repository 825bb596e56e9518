#include "metrics/metric.h"

namespace aimodel {

// The share of rows whose most probable class, the first of equals, is the true one.
MetricValue accuracy(const Scored& scored) {
  double hits = 0;
  double rows = 0;
  for (int64_t i = 0; i < scored.rows; ++i) {
    const double weight = scored.weight_of(i);
    const auto truth = static_cast<int64_t>(scored.target[static_cast<size_t>(i)]);
    rows += weight;
    if (predicted_class(scored, i) == truth) hits += weight;
  }
  return {hits / rows, ""};
}

}  // namespace aimodel
