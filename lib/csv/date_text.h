#pragma once

#include <string_view>

#include "csv/date_cell.h"

namespace aimodel {

// A text that is no plain number as a date, a time or both.
bool read_date_text(std::string_view text, DateCell& cell);

}  // namespace aimodel
