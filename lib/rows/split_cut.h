#pragma once

#include <vector>

#include "rows/row_source.h"
#include "rows/split_rule.h"

namespace aimodel {

// What each of `all` rows serves, as a list. Named rows are taken first, then the last ones of a
// column's order, then groups, then shares; of each kind test before validation. `kept` has, of all
// rows, the columns that ReadingPlan::kept names; `rows` has all columns, as often as is needed.
std::vector<SplitPart> cut_rows(const Spec& spec, const SplitRules& rules, size_t all,
                                const Frame& kept, const RowSource& rows);

}  // namespace aimodel
