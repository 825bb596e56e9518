#pragma once

#include <string>

#include "csv/dress_cells.h"

namespace aimodel {

// What the cells of a column look like that is read neither as numbers nor as dates, where their
// form tells: dates with names of time zones or of months in further languages, numbers with
// letters right behind them. Or "".
std::string unread_look(const DressCells& cells);

}  // namespace aimodel
