#include <cmath>

#include "metrics/number_means.h"

namespace aimodel {

// Mean of |y - y'| / |y|, as a share: 0.1 is ten percent.
//   source  sklearn.metrics.mean_absolute_percentage_error
//   limits  undefined where a true value is 0 (scikit-learn divides by 2.2e-16 there)
MetricValue mean_absolute_percentage_error(const Scored& scored) {
  return mean_over_columns(scored, [&](int64_t j) -> MetricValue {
    for (int64_t i = 0; i < scored.rows; ++i) {
      const double y = scored.target[static_cast<size_t>(i * scored.width + j)];
      if (y == 0 && scored.weight_of(i) > 0) return {0, "a true value is 0"};
    }
    const double mean = mean_of_column(
        scored, j, [](double y, double p) { return y == 0 ? 0 : std::abs(y - p) / std::abs(y); });
    return {mean, ""};
  });
}

}  // namespace aimodel
