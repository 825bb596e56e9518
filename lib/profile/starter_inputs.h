#pragma once

#include <cstdint>
#include <vector>

#include "base/json_fwd.h"
#include "profile/profile.h"

namespace aimodel {

// How a starter spec reads the columns of a file.

// So many values that each is learnt by heart, and none that comes often enough to be learnt at all.
bool has_rare_values(const ColumnProfile& column, int64_t rows);

// How many columns of numbers are scaled one by one.
int64_t own_numbers(const std::vector<const ColumnProfile*>& columns);

// How the numbers of a column are written, where not as usual: options of its group or output.
void set_style(const Dress& dress, Json& options);

// Groups of columns that are read in the same way, in the order of their first column; `bins` of
// numbers that are scaled one by one, 0 for none. What stands for a missing value in columns of
// numbers alone is said of these alone: elsewhere it may be a value.
Json input_groups(const std::vector<const ColumnProfile*>& columns, int64_t bins);

// Numbers that the network will see without bins, roughly.
int64_t width_of(const std::vector<const ColumnProfile*>& columns);

}  // namespace aimodel
