#include "base/names.h"
#include "metrics/ranking.h"

namespace aimodel {

namespace {

MetricValue area_of(const Scored& scored, int64_t of_class) {
  double hits = 0;
  double false_alarms = 0;
  double area = 0;
  for_each_tie(scored, of_class, [&](double inside, double outside) {
    area += outside * (hits + inside / 2);
    hits += inside;
    false_alarms += outside;
  });
  const std::string& name = scored.classes[static_cast<size_t>(of_class)];
  if (hits == 0) return {0, "no rows of class " + quote(name)};
  if (false_alarms == 0) return {0, "all rows are of class " + quote(name)};
  return {area / (hits * false_alarms), ""};
}

}  // namespace

// The chance that a row of the class is given a higher probability of it than a row of the others,
// ties half: the area under the ROC curve by the trapezoid rule.
//   source  sklearn.metrics.roc_auc_score (multi_class "ovr", average "macro")
MetricValue area_under_roc(const Scored& scored) {
  return one_against_rest(scored, [&](int64_t k) { return area_of(scored, k); });
}

}  // namespace aimodel
