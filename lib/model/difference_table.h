#pragma once

#include <string>

#include "base/json_fwd.h"
#include "report/table.h"

namespace aimodel {

// The differences of two JSON values: path, first, second; long values are cut short.
Table difference_table(const std::string& title, const Json& before, const Json& after);

// The differences with their whole values: [{"path": "network.0.units", "first": 16, "second": 32}]
Json differences_json(const Json& before, const Json& after);

}  // namespace aimodel
