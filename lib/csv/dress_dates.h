#pragma once

#include <string>
#include <string_view>

#include "csv/dress.h"
#include "csv/dress_cells.h"

namespace aimodel {

// Whether a text is a date or a time, written as nothing else is.
bool is_date(std::string_view text);

// Columns of plain numbers whose digits are dates: all of them of 8, 12 or 14.
bool are_calendar_digits(const DressCells& cells);

// Columns whose name speaks of time, and whose numbers count from 1970 to some moment of these
// decades.
bool are_epoch_numbers(const DressCells& cells, const std::string& name);

// Columns whose name speaks of time, and whose numbers are days of 2000 to 2049 as Excel counts them.
bool are_excel_days(const DressCells& cells, const std::string& name);

// Fills in what the cells are as dates.
void find_dates(const DressCells& cells, Dress& dress);

}  // namespace aimodel
