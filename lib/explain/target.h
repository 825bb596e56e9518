#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/model.h"
#include "model/predictor.h"

namespace aimodel {

// What is explained: a class of an output, or a number. Without `index` each row's predicted class.
struct Target {
  size_t output = 0;
  std::optional<int64_t> index;
};

// Which of the network's raw outputs that is, and whether it is turned: of two classes that share
// one logit the negative one has its negative.
struct RawTarget {
  int64_t number = 0;
  int sign = 1;
};

// By the names of --output and --target, empty where they are not given; the first output then, and
// of a number output of several columns the first one. Throws Error (usage) with a suggestion.
size_t find_output(const Model& model, const std::string& name);
Target find_target(const Model& model, const std::string& output, const std::string& name);

// Classes or columns of the target's output.
const std::vector<std::string>& target_names(const OutputInfo& info);
RawTarget raw_target(const OutputInfo& info, int64_t index);

// The first of the most probable classes; 0 for numbers.
int64_t predicted_index(const OutputInfo& info, const Prediction& prediction, int64_t row);

// What the explained number is: "logit of setosa", "log odds of yes", "price, scaled".
std::string quantity(const Model& model, const Target& target);

}  // namespace aimodel
