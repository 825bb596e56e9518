#include "metrics/metric.h"

namespace aimodel {

std::vector<double> confusion_matrix(const Scored& scored) {
  const size_t classes = scored.classes.size();
  std::vector<double> counts(classes * classes, 0.0);
  for (int64_t i = 0; i < scored.rows; ++i) {
    const auto truth = static_cast<size_t>(scored.target[static_cast<size_t>(i)]);
    const auto predicted = static_cast<size_t>(predicted_class(scored, i));
    counts[truth * classes + predicted] += scored.weight_of(i);
  }
  return counts;
}

}  // namespace aimodel
