#pragma once

#include <span>
#include <string>
#include <vector>

#include "profile/profile.h"

namespace aimodel {

// Finds out what a column's values are; needs name, distinct, numbers, values and odd of `column`.
// Fills in type and order. A target is never taken for an identifier.
void infer_type(ColumnProfile& column, const FrameColumn& cells, std::span<const int64_t> counts,
                bool is_target);

// Whether a column's name says that its numbers are names: id, shop_id, zip_code.
bool names_codes(const std::string& name);

}  // namespace aimodel
