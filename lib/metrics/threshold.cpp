#include "metrics/threshold.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "metrics/ranking.h"

namespace aimodel {

namespace {

// The rows of two classes as four: of either class, predicted as either, weighted. What a metric
// that follows the predicted class makes of them is what it makes of all rows.
class Outcomes {
 public:
  explicit Outcomes(const Scored& scored) : scored_(scored) {
    const auto positive = static_cast<size_t>(scored.positive);
    four_.classes = scored.classes;
    four_.positive = scored.positive;
    four_.rows = 4;
    four_.width = 2;
    four_.prediction.resize(8);
    four_.weight = {0, 0, 0, 0};
    for (size_t row = 0; row < 4; ++row) {
      const bool predicted = row < 2, truth = row % 2 == 0;
      four_.prediction[2 * row + (predicted ? positive : 1 - positive)] = 1;
      four_.target.push_back(static_cast<double>(truth ? positive : 1 - positive));
    }
    for (int64_t row = 0; row < scored.rows; ++row) {
      four_.weight[2 + kind(row)] += scored.weight_of(row);
    }
  }

  // From now on the row is predicted as positive.
  void take(int64_t row) {
    double& left = four_.weight[2 + kind(row)];
    four_.weight[kind(row)] += scored_.weight_of(row);
    left = std::max(0.0, left - scored_.weight_of(row));
  }

  MetricValue measure(const Metric& metric) const { return metric.compute(four_); }

 private:
  size_t kind(int64_t row) const {
    const double truth = scored_.target[static_cast<size_t>(row)];
    return truth == static_cast<double>(scored_.positive) ? 0 : 1;
  }

  const Scored& scored_;
  Scored four_;
};

}  // namespace

std::vector<std::string> threshold_metrics() {
  std::vector<std::string> names;
  for (const std::string& name : metric_names(true)) {
    if (find_metric(name)->follows_threshold) names.push_back(name);
  }
  return names;
}

MetricValue best_threshold(const Metric& metric, const Scored& scored) {
  const std::vector<uint32_t> order = rank_rows(scored, scored.positive);
  const auto probability = [&](size_t index) {
    return scored.prediction[size_t{order[index]} * 2 + static_cast<size_t>(scored.positive)];
  };
  Outcomes outcomes(scored);
  MetricValue best{0, "no rows"};
  double most = -std::numeric_limits<double>::infinity();
  const auto consider = [&](double threshold) {
    const MetricValue found = outcomes.measure(metric);
    if (!found.defined()) {
      if (!best.defined()) best.reason = found.reason;
      return;
    }
    const bool nearer = std::abs(threshold - 0.5) < std::abs(best.value - 0.5);
    if (found.value < most || (found.value == most && !nearer)) return;
    most = found.value;
    best = {threshold, ""};
  };
  for (size_t taken = 0; taken < order.size();) {
    const double above = taken == 0 ? 1 : probability(taken - 1), below = probability(taken);
    if (above > below) consider((above + below) / 2);
    for (; taken < order.size() && probability(taken) == below; ++taken) {
      outcomes.take(order[taken]);
    }
  }
  if (!order.empty()) consider(0);
  return best;
}

}  // namespace aimodel
