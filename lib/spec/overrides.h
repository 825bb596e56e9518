#pragma once

#include <vector>

#include "spec/spec.h"

namespace aimodel {

// Sets and removes values of a document before it is checked; each value set takes its override's
// source as its location. A path that the schema does not know is added to `errors`.
void apply_overrides(Document& document, const std::vector<Override>& overrides,
                     const std::string& schema_name, Exit code, std::vector<Error>& errors);

}  // namespace aimodel
