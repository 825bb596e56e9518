#include <cmath>

#include "metrics/class_counts.h"

namespace aimodel {

// The correlation of truth and prediction as indicator vectors of the classes.
//   mcc = (s c - sum_k t_k p_k) / sqrt((s^2 - sum_k p_k^2) (s^2 - sum_k t_k^2))
//   with s rows, c hits, t_k rows of class k, p_k rows predicted as it
//   source  Matthews 1975; Gorodkin 2004 for more classes; sklearn.metrics.matthews_corrcoef
//   limits  undefined where truth or predictions hold one class only (scikit-learn gives 0)
MetricValue matthews_correlation(const Scored& scored) {
  double s = 0, c = 0, both = 0, predicted = 0, truth = 0;
  int predicted_classes = 0, true_classes = 0;
  for (const ClassCount& count : count_classes(scored)) {
    s += count.support;
    c += count.hits;
    both += count.support * count.predicted;
    predicted += count.predicted * count.predicted;
    truth += count.support * count.support;
    predicted_classes += count.predicted > 0 ? 1 : 0;
    true_classes += count.support > 0 ? 1 : 0;
  }
  if (true_classes < 2) return {0, "all rows are of one class"};
  if (predicted_classes < 2) return {0, "all rows are predicted as one class"};
  // One root each: their product could overflow.
  return {(s * c - both) / (std::sqrt(s * s - predicted) * std::sqrt(s * s - truth)), ""};
}

}  // namespace aimodel
