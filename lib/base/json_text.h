#pragma once

#include <string>

#include "base/json_fwd.h"

namespace aimodel {

// A value as JSON text: short forms of numbers that read back as the same, `indent` spaces a level
// (none and all in one line below 0).
std::string json_text(const Json& value, int indent = 2);

}  // namespace aimodel
