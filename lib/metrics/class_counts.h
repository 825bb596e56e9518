#pragma once

#include "metrics/metric.h"

namespace aimodel {

// The margins and the diagonal of the confusion matrix, weighted, without the matrix.
struct ClassCount {
  double hits = 0;       // rows of the class that are predicted as it
  double predicted = 0;  // rows predicted as it
  double support = 0;    // rows of it
};
std::vector<ClassCount> count_classes(const Scored& scored);

}  // namespace aimodel
