#include "metrics/metric.h"

namespace aimodel {

// Mean square of the distance between probability and truth (1 or 0): of the positive class where
// there are two, else summed over the classes.
//   source  Brier 1950; sklearn.metrics.brier_score_loss
MetricValue brier(const Scored& scored) {
  double sum = 0;
  double rows = 0;
  for (int64_t i = 0; i < scored.rows; ++i) {
    const auto truth = static_cast<int64_t>(scored.target[static_cast<size_t>(i)]);
    const double* p = scored.prediction.data() + i * scored.width;
    double distance = 0;
    for (int64_t j = 0; j < scored.width; ++j) {
      if (scored.width == 2 && j != scored.positive) continue;
      const double miss = p[j] - (j == truth ? 1.0 : 0.0);
      distance += miss * miss;
    }
    sum += scored.weight_of(i) * distance;
    rows += scored.weight_of(i);
  }
  return {sum / rows, ""};
}

}  // namespace aimodel
