#include "metrics/number_means.h"

namespace aimodel {

// 1 - Var(y - y') / Var(y), mean over the columns: r2 to which a constant error does not count.
//   source  sklearn.metrics.explained_variance_score
//   limits  undefined where the truth does not vary (scikit-learn gives 1 or 0)
MetricValue explained_variance(const Scored& scored) {
  return share_explained(scored, [&](int64_t j) {
    const auto error = [](double y, double p) { return y - p; };
    const double unit = unit_of_column(scored, j, error);
    return unit * mean_of_column(scored, j, [&](double y, double p) { return error(y, p) / unit; });
  });
}

}  // namespace aimodel
