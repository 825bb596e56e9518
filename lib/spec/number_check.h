#pragma once

#include <string>
#include <vector>

#include "spec/schema_node.h"

namespace aimodel {

// The bounds of a schema that a number does not keep: "at least 1", "below 1".
std::vector<std::string> broken_bounds(const SchemaNode& node, const Json& number);

// 64.0 becomes 64, so that equal specs are equal texts.
void make_canonical(Json& number);

}  // namespace aimodel
