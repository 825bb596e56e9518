#pragma once

#include <string>
#include <vector>

#include "csv/dress.h"
#include "csv/dress_cells.h"

namespace aimodel {

// What a text shows of how its numbers are written beside marks and units: a minus sign or a
// magnitude behind it.
NumberStyle traits_of(std::string_view text);

// The ways to write numbers that are tried, the plainest first.
std::vector<NumberStyle> styles(const std::vector<std::string>& units, const NumberStyle& traits);

// "numbers with a decimal comma (17,01)"
std::string describe(const DressCells& cells, const NumberStyle& style);

// Fills in what the cells are as numbers, where they are.
void find_numbers(const DressCells& cells, char delimiter, Dress& dress);

}  // namespace aimodel
