#include "metrics/class_counts.h"

namespace aimodel {

std::vector<ClassCount> count_classes(const Scored& scored) {
  std::vector<ClassCount> counts(scored.classes.size());
  for (int64_t i = 0; i < scored.rows; ++i) {
    const double weight = scored.weight_of(i);
    const auto truth = static_cast<int64_t>(scored.target[static_cast<size_t>(i)]);
    const int64_t predicted = predicted_class(scored, i);
    counts[static_cast<size_t>(truth)].support += weight;
    counts[static_cast<size_t>(predicted)].predicted += weight;
    if (truth == predicted) counts[static_cast<size_t>(truth)].hits += weight;
  }
  return counts;
}

}  // namespace aimodel
