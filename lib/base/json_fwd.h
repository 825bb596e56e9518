#pragma once

#include <nlohmann/json_fwd.hpp>

namespace aimodel {

using Json = nlohmann::ordered_json;  // keeps the order in which keys stand

}  // namespace aimodel
