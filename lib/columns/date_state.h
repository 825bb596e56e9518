#pragma once

#include "base/json_fwd.h"
#include "columns/stored_state.h"
#include "csv/date_reading.h"

namespace aimodel {

// How the dates of a column are read, as a model file keeps it.
void store_reading(const DateReading& reading, Json& state);
DateReading restore_reading(const StoredState& state);  // Error (model)

}  // namespace aimodel
