#include "metrics/number_means.h"

namespace aimodel {

// Mean of (y - y')^2, over the columns too.
MetricValue mean_squared_error(const Scored& scored) {
  return mean_over_columns(scored, [&](int64_t j) -> MetricValue {
    return {mean_of_column(scored, j, [](double y, double p) { return (y - p) * (y - p); }), ""};
  });
}

}  // namespace aimodel
