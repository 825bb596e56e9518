#include "spec/expectation.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "spec/wording.h"

namespace aimodel {

namespace {

// What may stand there: quoted names and types.
std::vector<std::string> expectations(const SchemaNode& node) {
  std::vector<std::string> result = quote_all(node.names());
  if (!result.empty()) return result;
  if (!node.is_choice()) {
    for (const std::string& type : node.types()) result.emplace_back(type_words(type));
    return result;
  }
  for (const SchemaNode& alternative : node.alternatives()) {
    for (std::string& each : expectations(alternative)) {
      if (!contains(result, each)) result.push_back(std::move(each));
    }
  }
  return result;
}

std::string hint_for(const SchemaNode& node, const Json& value) {
  if (const auto items = node.items();
      items && !value.is_array() && items->resolved().takes(value)) {
    return value.is_string() ? fmt::format("write [{}]", short_value(value)) : "put it in [ ]";
  }
  if (!value.is_string()) return "";
  const std::string& text = value.get_ref<const std::string&>();
  if (const auto near = nearest(text, all_names(node)))
    return fmt::format("did you mean {}?", quote(*near));
  const bool tag = contains(all_tags(node), text);
  return tag ? fmt::format("write {{\"type\": {}}}", quote(text)) : "";
}

}  // namespace

Mistake unexpected(const SchemaNode& node, const Json& value, const std::string& subject) {
  const bool named = !all_names(node).empty();
  const std::vector<std::string> expected = expectations(node);
  const bool many = named && expected.size() > 3;
  return {fmt::format("{} must be {}{}, not {}", subject, many ? "one of " : "", either(expected),
                      named ? short_value(value) : value_words(value)),
          hint_for(node, value)};
}

std::vector<std::string> all_names(const SchemaNode& node) {
  std::vector<std::string> result = node.names();
  if (!node.is_choice()) return result;
  for (const SchemaNode& alternative : node.alternatives()) {
    const std::vector<std::string> names = all_names(alternative);
    result.insert(result.end(), names.begin(), names.end());
  }
  return result;
}

std::vector<std::string> all_tags(const SchemaNode& node) {
  std::vector<std::string> result;
  if (!node.is_choice()) return result;
  for (const SchemaNode& alternative : node.alternatives()) {
    if (const auto tag = alternative.tag()) result.push_back(*tag);
    const std::vector<std::string> below = all_tags(alternative);
    result.insert(result.end(), below.begin(), below.end());
  }
  return result;
}

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::vector<std::string> quote_all(const std::vector<std::string>& names) {
  std::vector<std::string> result;
  for (const std::string& name : names) result.push_back(quote(name));
  return result;
}

}  // namespace aimodel
