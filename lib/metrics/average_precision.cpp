#include "base/names.h"
#include "metrics/ranking.h"

namespace aimodel {

namespace {

MetricValue precision_of(const Scored& scored, int64_t of_class) {
  double hits = 0;
  double taken = 0;
  double sum = 0;
  for_each_tie(scored, of_class, [&](double inside, double outside) {
    hits += inside;
    taken += inside + outside;
    if (inside > 0) sum += inside * hits / taken;
  });
  if (hits == 0) {
    return {0, "no rows of class " + quote(scored.classes[static_cast<size_t>(of_class)])};
  }
  return {sum / hits, ""};
}

}  // namespace

// The area under the precision-recall curve as a sum of steps: sum_n (R_n - R_{n-1}) P_n over the
// thresholds.
//   source  sklearn.metrics.average_precision_score (average "macro")
//   limits  undefined where a class has no rows (scikit-learn gives 0)
MetricValue average_precision(const Scored& scored) {
  return one_against_rest(scored, [&](int64_t k) { return precision_of(scored, k); });
}

}  // namespace aimodel
