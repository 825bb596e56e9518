#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "csv/dress_cells.h"

namespace aimodel {

// What stands before or behind the number in a text, where it is known or made of letters behind a
// blank (12 pcs); or "".
std::string_view unit_of(std::string_view text);

// The units of a column's cells, the most frequent one first.
std::vector<std::string> units_of(std::span<const DressCell> cells);

}  // namespace aimodel
