#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/row_score.h"

namespace aimodel {

// Mean of -log of the probability of the true class, which is kept between 2.2e-16 and 1 - 2.2e-16,
// as sklearn.metrics.log_loss does.
MetricValue log_loss(const Scored& scored) {
  constexpr double kLeast = std::numeric_limits<double>::epsilon();
  double sum = 0;
  double rows = 0;
  for (int64_t i = 0; i < scored.rows; ++i) {
    const double p = probability_of_truth(scored, i);
    sum -= scored.weight_of(i) * std::log(std::clamp(p, kLeast, 1 - kLeast));
    rows += scored.weight_of(i);
  }
  return {sum / rows, ""};
}

}  // namespace aimodel
