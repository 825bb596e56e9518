#pragma once

#include <string>
#include <vector>

#include "explain/explanation.h"
#include "report/table.h"

namespace aimodel {

// The columns, the most important first: `top` of them, 0 for all. People get a bar beside each.
Table column_table(const Explanation& explanation, size_t top, bool with_bars);

// What each explained row leans on, by the `top` columns that are the most important over all rows.
// `places` are the rows' numbers in the file, counted from 1.
Table row_table(const Explanation& explanation, const std::vector<int64_t>& places, size_t top);

// How far to trust it, one sentence each.
std::vector<std::string> trust(const Explanation& explanation, size_t top);

// {"schema": "aimodel.explain.v1", ...}; with "per_row" where places are given.
Json to_json(const Explanation& explanation, const std::vector<int64_t>& places, size_t top);

}  // namespace aimodel
