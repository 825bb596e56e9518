#include <cmath>

#include "metrics/number_means.h"

namespace aimodel {

// Mean of |y - y'|, over the columns too.
MetricValue mean_absolute_error(const Scored& scored) {
  return mean_over_columns(scored, [&](int64_t j) -> MetricValue {
    const auto error = [](double y, double p) { return std::abs(y - p); };
    const double unit = unit_of_column(scored, j, error);
    const auto scaled = [&](double y, double p) { return error(y, p) / unit; };
    return {unit * mean_of_column(scored, j, scaled), ""};
  });
}

}  // namespace aimodel
