#pragma once

#include "base/json_fwd.h"
#include "spec/spec.h"

namespace aimodel {

// Brings the preprocessing text of a file of format version 1 into the form of version 2. What
// version 1 did not note is taken as open: numbers have no range outside of which they are told,
// missing values count as seen. False where it cannot be known: categories had another index for
// rare values, and the mean of a target stands in its standard scaling alone. The state is hostile:
// what has not the form of a state is left for Preprocessing::restore to refuse.
bool upgrade_from_1(const Spec& spec, Json& state);

}  // namespace aimodel
