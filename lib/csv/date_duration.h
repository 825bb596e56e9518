#pragma once

#include "csv/date_cell.h"
#include "csv/date_cursor.h"

namespace aimodel {

// What lies between two moments, as pandas (1 days 02:03:04.5, -1 days +23:59:59), Python (1 day,
// 2:03:04), PostgreSQL (-1 days -02:03:04) and ISO 8601 (P1DT2H3M4.5S, with a time) write it, and
// times with a minus sign. Years and months are not of one length: they are none.
bool take_duration(DateCursor& text, DateCell& cell);

}  // namespace aimodel
