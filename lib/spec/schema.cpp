#include "spec/schema.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <span>

#include <fmt/format.h>

#include "base/names.h"

namespace aimodel {

namespace {

std::span<const EmbeddedSchema> embedded() {
  return {kEmbeddedSchemas, static_cast<size_t>(kEmbeddedSchemaCount)};
}

const EmbeddedSchema* find(std::string_view name) {
  for (const EmbeddedSchema& entry : embedded()) {
    if (entry.name == name) return &entry;
  }
  return nullptr;
}

const EmbeddedSchema& find_or_throw(const std::string& name) {
  if (const EmbeddedSchema* entry = find(name)) return *entry;
  throw Error(Exit::usage, "", "unknown schema " + quote(name), suggest(name, schema_names()));
}

}  // namespace

std::vector<std::string> schema_names() {
  std::vector<std::string> names;
  for (const EmbeddedSchema& entry : embedded()) names.emplace_back(entry.name);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> schema_names(const std::string& room) {
  std::vector<std::string> names;
  for (const std::string& name : schema_names()) {
    if (name.starts_with(room + "/")) names.push_back(name.substr(room.size() + 1));
  }
  return names;
}

const Json& schema(const std::string& name) {
  static std::mutex mutex;
  static std::map<std::string, Json> parsed;  // its nodes stay where they are
  const EmbeddedSchema& entry = find_or_throw(name);
  const std::scoped_lock lock(mutex);
  const auto found = parsed.find(name);
  if (found != parsed.end()) return found->second;
  return parsed.emplace(name, Json::parse(entry.text)).first->second;
}

std::string_view schema_text(const std::string& name) {
  return find_or_throw(name).text;
}

}  // namespace aimodel
