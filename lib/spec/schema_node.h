#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace aimodel {

// A node of a schema file; $ref in it is relative to that file.
class SchemaNode {
 public:
  explicit SchemaNode(const std::string& schema_name);

  bool has(const char* keyword) const { return find(keyword) != nullptr; }
  const Json* find(const char* keyword) const;  // nullptr where it is not
  std::string title() const;                    // "" without one

  SchemaNode resolved() const;                   // what $ref leads to, or this
  std::vector<SchemaNode> alternatives() const;  // of oneOf, each resolved
  bool is_choice() const { return has("oneOf") && !has("properties"); }
  std::optional<SchemaNode> items() const;
  std::optional<SchemaNode> property(const std::string& key) const;  // also by additionalProperties
  std::vector<std::string> property_names() const;

  // JSON types that it names, or that its constant or enumeration has; "integer" for whole numbers.
  std::vector<std::string> types() const;
  bool takes(const Json& value) const;  // by its JSON type alone

  // The constant of its "type" property, by which alternatives are told apart.
  std::optional<std::string> tag() const;

  // The strings that it lists as const or enum.
  std::vector<std::string> names() const;

 private:
  SchemaNode(const Json& json, std::string file) : json_(&json), file_(std::move(file)) {}

  const Json* json_;
  std::string file_;
};

}  // namespace aimodel
