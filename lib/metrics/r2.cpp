#include "metrics/number_means.h"

namespace aimodel {

// The coefficient of determination: 1 - sum (y - y')^2 / sum (y - mean y)^2, mean over the columns.
//   source  sklearn.metrics.r2_score
//   limits  undefined where the truth does not vary (scikit-learn gives 1 or 0)
MetricValue r2(const Scored& scored) {
  return share_explained(scored, [](int64_t) { return 0.0; });
}

}  // namespace aimodel
