#pragma once

#include <string>
#include <vector>

#include "csv/data_options.h"
#include "model/gate.h"
#include "model/model.h"
#include "profile/profile.h"
#include "report/report.h"

namespace aimodel {

// How far the values of a CSV file have moved from those of an earlier one.
Report drift_report(const Profile& first, const Profile& second, const std::vector<Gate>& gates);

// How far they have moved from the rows that a model was trained on; `path` is its file. Throws Error (model) where
// it keeps no summary of them.
Report drift_report(const Model& model, const std::string& path, const std::string& data,
                    const DataOptions& reading, const std::vector<Gate>& gates);

}  // namespace aimodel
