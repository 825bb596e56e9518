#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "model/model.h"
#include "report/table.h"

namespace aimodel {

// The values of one parameter.
struct WeightStatistics {
  std::string name;
  Shape shape;
  int64_t not_finite = 0;  // these do not count below
  double mean = 0, deviation = 0;
  double minimum = 0, maximum = 0;
  double zeros = 0;  // share of exact zeros
};
std::vector<WeightStatistics> weight_statistics(const Model& model);
Table weight_table(const std::vector<WeightStatistics>& statistics);
Json to_json(const std::vector<WeightStatistics>& statistics);

}  // namespace aimodel
