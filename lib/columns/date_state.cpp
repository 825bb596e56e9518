#include "columns/date_state.h"

#include "base/json.h"

namespace aimodel {

void store_reading(const DateReading& reading, Json& state) {
  state["kind"] = name_of(reading.kind);
  state["order"] = name_of(reading.order);
  state["unit"] = name_of(reading.unit);
}

DateReading restore_reading(const StoredState& state) {
  const auto kind = find_kind(state.text("kind"));
  if (!kind) throw state.error("\"kind\" is unknown");
  const auto order = find_order(state.text("order"));
  if (!order) throw state.error("\"order\" is unknown");
  const auto unit = find_unit(state.text("unit"));
  if (!unit) throw state.error("\"unit\" is unknown");
  return {*kind, *order, *unit};
}

}  // namespace aimodel
