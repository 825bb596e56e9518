#pragma once

#include <string>
#include <vector>

#include "model/evaluate.h"
#include "model/model.h"

namespace aimodel {

// What the texts of --threshold mean for a model: NUMBER, or best:METRIC, which is the threshold
// that training chose on its validation rows; with OUTPUT= before it for one output, else for all of
// two classes. `file` is the model's. Throws Error (usage), or Error (model) for what its record
// holds.
Thresholds parse_thresholds(const std::vector<std::string>& texts, const Model& model,
                            const std::string& file);

// {"income": 0.31}
Json to_json(const Thresholds& thresholds, const Model& model);

}  // namespace aimodel
