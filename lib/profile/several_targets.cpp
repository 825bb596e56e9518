// A starter spec for several targets: what those of each have in common.
#include <algorithm>
#include <set>
#include <span>

#include "base/json.h"
#include "base/text.h"
#include "profile/starter_spec.h"

namespace aimodel {

namespace {

std::set<std::string> inputs_of(const Json& spec) {
  std::set<std::string> names;
  for (const Json& group : spec["inputs"]) {
    for (const Json& name : group["columns"]) names.insert(name.get<std::string>());
  }
  return names;
}

// Leaves of the groups the columns that are in `kept`.
void keep_inputs(Json& spec, const std::set<std::string>& kept) {
  Json groups = Json::array();
  for (Json group : spec["inputs"]) {
    Json columns = Json::array();
    for (const Json& name : group["columns"]) {
      if (kept.contains(name.get<std::string>())) columns.push_back(name);
    }
    if (columns.empty()) continue;
    group["columns"] = columns;
    groups.push_back(std::move(group));
  }
  spec["inputs"] = groups;
}

template <typename List, typename Element>
void add_new(List& list, const Element& element) {
  if (std::ranges::find(list, element) == list.end()) list.push_back(element);
}

}  // namespace

StarterSpec starter_spec(const std::vector<Profile>& profiles,
                         const std::vector<std::string>& targets, const CsvFormat& format) {
  std::vector<StarterSpec> specs;
  for (size_t i = 0; i < targets.size(); ++i) {
    std::vector<std::string> others = targets;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    specs.push_back(starter_spec(profiles[i], targets[i], format, others));
  }
  StarterSpec result = specs[0];
  if (specs.size() == 1) return result;
  std::string name = result.spec["name"].get<std::string>();
  for (const std::string& target : std::span(targets).subspan(1)) name += ", " + target;
  result.spec["name"] = name;
  for (const StarterSpec& other : std::span(specs).subspan(1)) {
    keep_inputs(result.spec, inputs_of(other.spec));
    result.spec["outputs"].push_back(other.spec["outputs"][0]);
    for (const Json& metric : other.spec["metrics"]) add_new(result.spec["metrics"], metric);
    if (other.spec.contains("data") && other.spec["data"].contains("missing_target")) {
      result.spec["data"]["missing_target"] = other.spec["data"]["missing_target"];
    }
    for (const std::string& note : other.notes) add_new(result.notes, note);
  }
  if (result.spec["inputs"].empty()) {
    throw Error(Exit::data, profiles[0].file,
                "no column is left to predict " + join(targets, ", ") + " from",
                join(result.notes, "; "));
  }
  // Which of several outputs is to be watched is for who knows them: the sum of all is safe.
  if (result.spec["training"].contains("early_stopping")) {
    result.spec["training"]["early_stopping"]["metric"] = "loss";
  }
  return result;
}

}  // namespace aimodel
