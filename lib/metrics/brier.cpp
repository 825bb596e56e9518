#include "metrics/row_score.h"

namespace aimodel {

// Mean square of the distance between probability and truth (1 or 0): of the positive class where
// there are two, else summed over the classes.
//   source  Brier 1950; sklearn.metrics.brier_score_loss
MetricValue brier(const Scored& scored) {
  double sum = 0;
  double rows = 0;
  for (int64_t i = 0; i < scored.rows; ++i) {
    sum += scored.weight_of(i) * distance_from_truth(scored, i);
    rows += scored.weight_of(i);
  }
  return {sum / rows, ""};
}

}  // namespace aimodel
