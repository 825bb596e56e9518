#include <cmath>

#include "metrics/number_means.h"

namespace aimodel {

// Mean of |y - y'|, over the columns too.
MetricValue mean_absolute_error(const Scored& scored) {
  return mean_over_columns(scored, [&](int64_t j) -> MetricValue {
    return {mean_of_column(scored, j, [](double y, double p) { return std::abs(y - p); }), ""};
  });
}

}  // namespace aimodel
