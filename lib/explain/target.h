#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model.h"

namespace aimodel {

// What is explained: a class of an output, or a number. Without `index` each row's predicted class.
struct Target {
  size_t output = 0;
  std::optional<int64_t> index;
};

// By the names of --output and --target, empty where they are not given; the first output then, and
// of a number output of several columns the first one. Throws Error (usage) with a suggestion.
size_t find_output(const Model& model, const std::string& name);
Target find_target(const Model& model, const std::string& output, const std::string& name);

// What the explained number is: "logit of setosa", "log odds of yes", "price, scaled".
std::string quantity(const Model& model, const Target& target);

}  // namespace aimodel
