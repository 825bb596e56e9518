#include "model/parameter_difference.h"

#include <algorithm>
#include <cmath>

namespace aimodel {

std::vector<ParameterDifference> parameter_differences(const Model& before, const Model& after) {
  std::vector<ParameterDifference> result;
  const auto& others = after.network.layout().params();
  for (const Param* param : before.network.layout().params()) {
    ParameterDifference difference;
    difference.name = param->name;
    const auto other = std::ranges::find(others, param->name, &Param::name);
    if (other == others.end()) {
      difference.in_both = false;
      difference.only = "first";
    } else if (!((*other)->shape == param->shape)) {
      difference.same_shape = false;
    } else {
      const Tensor a = before.parameters[*param], b = after.parameters[**other];
      double distance = 0, length = 0;
      for (int64_t i = 0; i < a.size(); ++i) {
        const double step = static_cast<double>(b[i]) - static_cast<double>(a[i]);
        difference.largest = std::max(difference.largest, std::abs(step));
        distance += step * step;
        length += static_cast<double>(a[i]) * static_cast<double>(a[i]);
      }
      difference.relative = distance == 0 ? 0 : std::sqrt(distance / length);
    }
    result.push_back(difference);
  }
  for (const Param* param : others) {
    const auto& names = before.network.layout().params();
    if (std::ranges::find(names, param->name, &Param::name) != names.end()) continue;
    ParameterDifference difference;
    difference.name = param->name;
    difference.in_both = false;
    difference.only = "second";
    result.push_back(difference);
  }
  return result;
}

}  // namespace aimodel
