#pragma once

#include <string>

#include "model/model.h"
#include "report/report.h"

namespace aimodel {

// What is in a model: columns, layers, weights, cost, and the record of its training. `path` is its
// file.
Report model_report(const Model& model, const std::string& path);

// How two models differ, in spec, preprocessing, training and weights.
Report model_difference_report(const Model& first, const Model& second, const std::string& before,
                               const std::string& after);

}  // namespace aimodel
