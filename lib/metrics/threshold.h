#pragma once

#include <string>
#include <vector>

#include "metrics/metric.h"

namespace aimodel {

// The metrics that follow which of two classes is predicted, and so the threshold of that.
std::vector<std::string> threshold_metrics();

// The probability of the positive class from which it is to be predicted so that the metric is
// best: one of 0, the middles between probabilities that occur, and one above them, at most 1. Of
// equally good ones that nearest to 0.5. Undefined where the metric is, with its reason.
MetricValue best_threshold(const Metric& metric, const Scored& scored);

}  // namespace aimodel
