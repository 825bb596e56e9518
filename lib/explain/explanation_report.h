#pragma once

#include <string>
#include <vector>

#include "explain/explanation.h"
#include "report/table.h"

namespace aimodel {

// The columns, the most important first: `top` of them, 0 for all. People get a bar beside each.
Table column_table(const Explanation& explanation, size_t top, bool with_bars);

// How far to trust it, one sentence each; where single rows are shown (row_report.h), nothing of
// the columns over all rows.
std::vector<std::string> trust(const Explanation& explanation, size_t top, bool of_rows = false);

// These sentences as a list for people.
std::string trust_list(const Explanation& explanation, size_t top, bool of_rows, Format format);

// {"schema": "aimodel.explain.v1", ...}
Json to_json(const Explanation& explanation, size_t top);

}  // namespace aimodel
