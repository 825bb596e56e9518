#pragma once

#include <cstdint>

#include "metrics/metric.h"

namespace aimodel {

// What metrics ask of a row's probabilities `p`, one of each class.
RowScore row_score(const double* p, int64_t width, int64_t truth, int64_t positive);

// Parts of it of a row, whether its probabilities are there or only what they came to.
double confidence(const Scored& scored, int64_t row);
double probability_of_truth(const Scored& scored, int64_t row);
double distance_from_truth(const Scored& scored, int64_t row);

}  // namespace aimodel
