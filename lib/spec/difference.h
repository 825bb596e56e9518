#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace aimodel {

// A path at which two JSON values differ.
struct Difference {
  std::string path;    // as --set names it: "network.0.units"; "" for the whole
  Json before, after;  // null where only_before or only_after says that there is none
  bool only_before = false, only_after = false;
};

// The smallest values that differ, in the order of the first value, then what only the second one
// has. Numbers are compared by value, keys of objects in any order, lists element by element.
std::vector<Difference> differences(const Json& before, const Json& after);

}  // namespace aimodel
