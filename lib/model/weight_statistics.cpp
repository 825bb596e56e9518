#include "model/weight_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/json.h"

namespace aimodel {

std::vector<WeightStatistics> weight_statistics(const Model& model) {
  std::vector<WeightStatistics> result;
  for (const Param* param : model.network.layout().params()) {
    WeightStatistics statistics{param->name, param->shape};
    const Tensor values = model.parameters[*param];
    double count = 0, sum = 0, zeros = 0;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const real value : values.values()) {
      if (!std::isfinite(value)) {
        ++statistics.not_finite;
        continue;
      }
      const auto x = static_cast<double>(value);
      ++count;
      sum += x;
      zeros += x == 0 ? 1 : 0;
      low = std::min(low, x);
      high = std::max(high, x);
    }
    if (count > 0) {
      statistics.mean = sum / count;
      double squares = 0;
      for (const real value : values.values()) {
        const double distance = static_cast<double>(value) - statistics.mean;
        if (std::isfinite(distance)) squares += distance * distance;
      }
      statistics.deviation = std::sqrt(squares / count);
      statistics.minimum = low;
      statistics.maximum = high;
      statistics.zeros = zeros / count;
    }
    result.push_back(statistics);
  }
  return result;
}

Table weight_table(const std::vector<WeightStatistics>& statistics) {
  Table table{"Parameters",
              {"parameter", "shape", "mean", "sd", "minimum", "maximum", "zeros", "not finite"},
              {}};
  for (const WeightStatistics& s : statistics) {
    table.add({s.name, to_string(s.shape), s.mean, s.deviation, s.minimum, s.maximum,
               fmt::format("{:.4g}%", s.zeros * 100), s.not_finite});
  }
  return table;
}

Json to_json(const std::vector<WeightStatistics>& statistics) {
  Json result = Json::array();
  for (const WeightStatistics& s : statistics) {
    Json shape = Json::array();
    for (int axis = 0; axis < s.shape.rank(); ++axis) shape.push_back(s.shape[axis]);
    result.push_back({{"parameter", s.name},
                      {"shape", shape},
                      {"mean", s.mean},
                      {"standard_deviation", s.deviation},
                      {"minimum", s.minimum},
                      {"maximum", s.maximum},
                      {"zeros", s.zeros},
                      {"not_finite", s.not_finite}});
  }
  return result;
}

}  // namespace aimodel
