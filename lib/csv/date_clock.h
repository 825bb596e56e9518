#pragma once

#include "csv/date_cell.h"
#include "csv/date_cursor.h"

namespace aimodel {

// 13:55, 13:55:36.5, 1:55 PM; of more hours than a day has where they may have more than two
// digits.
bool take_time(DateCursor& text, DateCell& cell, size_t hour_digits);

// What stands behind a date: the same, also 135536.
bool take_clock(DateCursor& text, DateCell& cell);

// Z, UTC, GMT, +01:00, +0100, +01, UTC+1; and what the zone is called behind it. Or nothing: a name
// alone, such as EST, is of more than one zone, or of one that has changed.
void take_zone(DateCursor& text, DateCell& cell);

}  // namespace aimodel
