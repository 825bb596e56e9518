#pragma once

#include <string>
#include <vector>

#include "spec/schema_node.h"

namespace aimodel {

// What a schema wants where something else stands.
struct Mistake {
  std::string what;
  std::string hint;
};
Mistake unexpected(const SchemaNode& node, const Json& value, const std::string& subject);

// The strings that a node or its alternatives list.
std::vector<std::string> all_names(const SchemaNode& node);

// The types by which a node's alternatives are told apart, also those of alternatives'
// alternatives.
std::vector<std::string> all_tags(const SchemaNode& node);

bool contains(const std::vector<std::string>& list, const std::string& text);
std::vector<std::string> quote_all(const std::vector<std::string>& names);

}  // namespace aimodel
