#include "metrics/class_counts.h"

namespace aimodel {

// Mean recall over the classes that have rows, as sklearn.metrics.balanced_accuracy_score.
MetricValue balanced_accuracy(const Scored& scored) {
  double sum = 0;
  double present = 0;
  for (const ClassCount& count : count_classes(scored)) {
    if (count.support == 0) continue;
    sum += count.hits / count.support;
    ++present;
  }
  return {sum / present, ""};
}

}  // namespace aimodel
