#include "spec/difference.h"

#include "base/json.h"

namespace aimodel {

namespace {

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

void compare(const Json& before, const Json& after, const std::string& path,
             std::vector<Difference>& result) {
  if (before.is_object() && after.is_object()) {
    for (const auto& [key, value] : before.items()) {
      const auto other = after.find(key);
      if (other == after.end()) {
        result.push_back({below(path, key), value, nullptr, true, false});
      } else {
        compare(value, *other, below(path, key), result);
      }
    }
    for (const auto& [key, value] : after.items()) {
      if (!before.contains(key)) result.push_back({below(path, key), nullptr, value, false, true});
    }
  } else if (before.is_array() && after.is_array()) {
    for (size_t i = 0; i < before.size() || i < after.size(); ++i) {
      const std::string element = below(path, std::to_string(i));
      if (i >= after.size()) {
        result.push_back({element, before[i], nullptr, true, false});
      } else if (i >= before.size()) {
        result.push_back({element, nullptr, after[i], false, true});
      } else {
        compare(before[i], after[i], element, result);
      }
    }
  } else if (before != after) {
    result.push_back({path, before, after, false, false});
  }
}

}  // namespace

std::vector<Difference> differences(const Json& before, const Json& after) {
  std::vector<Difference> result;
  compare(before, after, "", result);
  return result;
}

}  // namespace aimodel
