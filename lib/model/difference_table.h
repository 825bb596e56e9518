#pragma once

#include <functional>
#include <string>

#include "base/json_fwd.h"
#include "report/table.h"
#include "spec/difference.h"

namespace aimodel {

// The differences of two JSON values: path, first, second; long values are cut short. Those that
// `fold` speaks of are left out and counted in `folded`.
Table difference_table(const std::string& title, const Json& before, const Json& after);
Table difference_table(const std::string& title, const Json& before, const Json& after,
                       const std::function<bool(const Difference&)>& fold, size_t& folded);

// The differences with their whole values: [{"path": "network.0.units", "first": 16, "second": 32}]
Json differences_json(const Json& before, const Json& after);

}  // namespace aimodel
