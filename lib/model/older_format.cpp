#include "model/older_format.h"

#include <functional>

#include "base/json.h"

namespace aimodel {

namespace {

// The objects of a list; nothing of what is no list, or no object.
void for_objects(Json& list, const std::function<void(Json&)>& change) {
  if (!list.is_array()) return;
  for (Json& entry : list) {
    if (entry.is_object()) change(entry);
  }
}

bool upgrade_input(const Options& input, Json& columns) {
  const std::string type = input.type();
  if (type != "number" && type != "binary" && type != "ordinal") return false;
  for_objects(columns, [&](Json& column) {
    column["missing"] = true;
    if (type == "number") column["minimum"] = column["maximum"] = nullptr;
    if (type == "ordinal") column["unseen"] = Json::array();
  });
  return true;
}

bool upgrade_output(const Options& output, Json& state) {
  if (output.type() != "number") return true;
  if (output.text("scaling") != "standard") return false;
  if (!state.is_object()) return true;
  state["means"] = Json::array();
  for_objects(state["columns"], [&](Json& column) { state["means"].push_back(column["shift"]); });
  return true;
}

// Of lists of one length; Preprocessing::restore says where they are of two.
bool upgrade_all(const std::vector<Options>& options, Json& list,
                 bool (*upgrade)(const Options&, Json&)) {
  for (size_t i = 0; i < options.size() && list.is_array() && i < list.size(); ++i) {
    if (!upgrade(options[i], list[i])) return false;
  }
  return true;
}

}  // namespace

bool upgrade_from_1(const Spec& spec, Json& state) {
  if (!state.is_object()) return true;
  return upgrade_all(spec.inputs(), state["inputs"], upgrade_input) &&
         upgrade_all(spec.outputs(), state["outputs"], upgrade_output);
}

}  // namespace aimodel
