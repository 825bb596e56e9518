#include "metrics/metric.h"

namespace aimodel {

int64_t predicted_class(const Scored& scored, int64_t row) {
  if (!scored.threshold || scored.width != 2) return most_probable_class(scored, row);
  const double p = scored.prediction[static_cast<size_t>(row * 2 + scored.positive)];
  return p >= *scored.threshold ? scored.positive : 1 - scored.positive;
}

int64_t most_probable_class(const Scored& scored, int64_t row) {
  const double* p = scored.prediction.data() + row * scored.width;
  int64_t best = 0;
  for (int64_t j = 1; j < scored.width; ++j) best = p[j] > p[best] ? j : best;
  return best;
}

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
