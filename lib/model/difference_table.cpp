#include "model/difference_table.h"

#include <utility>

#include "base/json.h"
#include "base/json_text.h"

namespace aimodel {

Table difference_table(const std::string& title, const Json& before, const Json& after) {
  size_t folded = 0;
  return difference_table(
      title, before, after, [](const Difference&) { return false; }, folded);
}

Table difference_table(const std::string& title, const Json& before, const Json& after,
                       const std::function<bool(const Difference&)>& fold, size_t& folded) {
  constexpr size_t kLongest = 60;
  const auto shown = [](const Json& value, bool there) -> Value {
    if (!there) return std::monostate{};
    std::string text = json_text(value, -1);
    if (text.size() <= kLongest) return text;
    size_t end = kLongest;
    while ((text[end] & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "...";
  };
  Table table{title, {"path", "first", "second"}, {}};
  folded = 0;
  for (const Difference& d : differences(before, after)) {
    if (fold(d)) {
      ++folded;
      continue;
    }
    table.add({d.path, shown(d.before, !d.only_after), shown(d.after, !d.only_before)});
  }
  return table;
}

Json differences_json(const Json& before, const Json& after) {
  Json result = Json::array();
  for (const Difference& d : differences(before, after)) {
    Json json = {{"path", d.path}};
    if (!d.only_after) json["first"] = d.before;
    if (!d.only_before) json["second"] = d.after;
    result.push_back(std::move(json));
  }
  return result;
}

}  // namespace aimodel
