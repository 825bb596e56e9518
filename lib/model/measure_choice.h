#pragma once

#include <string>
#include <vector>

#include "model/gate.h"

namespace aimodel {

// The measures that are named (in place of those of the model's spec where there are any), and
// those that gates speak of, each once. Throws Error (usage), in the name of --metric or --require,
// for one that the model does not have.
std::vector<Measure> chosen_measures(const Model& model, const std::vector<std::string>& named,
                                     const std::vector<Gate>& gates);

}  // namespace aimodel
