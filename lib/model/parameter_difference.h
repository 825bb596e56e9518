#pragma once

#include <string>
#include <vector>

#include "model/model.h"

namespace aimodel {

// How far the parameters of two models differ.
struct ParameterDifference {
  std::string name;
  bool in_both = true;  // else `only` says where it is
  std::string only;
  bool same_shape = true;
  double largest = 0;   // |difference| of two elements
  double relative = 0;  // length of the difference / length of the first
};
std::vector<ParameterDifference> parameter_differences(const Model& before, const Model& after);

}  // namespace aimodel
