#include <cmath>

#include "metrics/number_means.h"

namespace aimodel {

// The root of the mean squared error of each column; the mean of these roots, as
// sklearn.metrics.root_mean_squared_error.
MetricValue root_mean_squared_error(const Scored& scored) {
  return mean_over_columns(scored, [&](int64_t j) -> MetricValue {
    const auto error = [](double y, double p) { return y - p; };
    const double unit = unit_of_column(scored, j, error);
    const double square = mean_of_column(
        scored, j, [&](double y, double p) { return (error(y, p) / unit) * (error(y, p) / unit); });
    return {unit * std::sqrt(square), ""};
  });
}

}  // namespace aimodel
