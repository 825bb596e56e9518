#pragma once

#include <string>
#include <vector>

#include "metrics/metric.h"

namespace aimodel {

// Two classes "no" and "yes", of which "yes" is the positive one, from its probabilities.
inline Scored yes_no(const std::vector<double>& probability_of_yes,
                     const std::vector<double>& target, const std::vector<double>& weight = {}) {
  Scored scored;
  scored.classes = {"no", "yes"};
  scored.rows = static_cast<int64_t>(target.size());
  scored.width = 2;
  for (const double p : probability_of_yes) {
    scored.prediction.push_back(1 - p);
    scored.prediction.push_back(p);
  }
  scored.target = target;
  scored.weight = weight;
  return scored;
}

// Three classes, each predicted for sure.
inline Scored abc(const std::vector<int>& predicted, const std::vector<double>& target) {
  Scored scored;
  scored.classes = {"a", "b", "c"};
  scored.rows = static_cast<int64_t>(target.size());
  scored.width = 3;
  for (const int k : predicted) {
    for (int j = 0; j < 3; ++j) scored.prediction.push_back(j == k ? 1 : 0);
  }
  scored.target = target;
  return scored;
}

inline Scored numbers(const std::vector<double>& prediction, const std::vector<double>& target,
                      int64_t width = 1) {
  Scored scored;
  scored.width = width;
  scored.rows = static_cast<int64_t>(target.size()) / width;
  scored.prediction = prediction;
  scored.target = target;
  return scored;
}

inline double value_of(const std::string& name, const Scored& scored) {
  const MetricValue result = find_metric(name)->compute(scored);
  return result.defined() ? result.value : -999;
}

inline std::string reason_of(const std::string& name, const Scored& scored) {
  return find_metric(name)->compute(scored).reason;
}

}  // namespace aimodel
