#include "spec/schema_node.h"

#include <algorithm>
#include <utility>

#include "spec/schema.h"
#include "spec/wording.h"

namespace aimodel {

namespace {

// "../layers.json" seen from "inputs/number" is "layers".
std::string referred_name(const std::string& file, std::string reference) {
  const size_t slash = file.rfind('/');
  std::string folder = slash == std::string::npos ? "" : file.substr(0, slash + 1);
  while (reference.starts_with("../")) {
    reference.erase(0, 3);
    folder.erase(folder.size() < 2 ? 0 : folder.rfind('/', folder.size() - 2) + 1);
  }
  reference.erase(reference.rfind(".json"));
  return folder + reference;
}

}  // namespace

SchemaNode::SchemaNode(const std::string& schema_name)
    : json_(&schema(schema_name)), file_(schema_name) {}

const Json* SchemaNode::find(const char* keyword) const {
  const auto found = json_->find(keyword);
  return found == json_->end() ? nullptr : &*found;
}

std::string SchemaNode::title() const {
  const Json* title = find("title");
  return title == nullptr ? "" : title->get<std::string>();
}

SchemaNode SchemaNode::resolved() const {
  SchemaNode node = *this;
  while (const Json* reference = node.find("$ref")) {
    node = SchemaNode(referred_name(node.file_, reference->get<std::string>()));
  }
  return node;
}

std::vector<SchemaNode> SchemaNode::alternatives() const {
  std::vector<SchemaNode> result;
  if (const Json* list = find("oneOf")) {
    for (const Json& alternative : *list) {
      result.push_back(SchemaNode(alternative, file_).resolved());
    }
  }
  return result;
}

std::optional<SchemaNode> SchemaNode::items() const {
  const Json* items = find("items");
  if (items == nullptr) return std::nullopt;
  return SchemaNode(*items, file_);
}

std::optional<SchemaNode> SchemaNode::property(const std::string& key) const {
  if (const Json* properties = find("properties")) {
    const auto found = properties->find(key);
    if (found != properties->end()) return SchemaNode(*found, file_);
  }
  const Json* others = find("additionalProperties");
  if (others == nullptr || !others->is_object()) return std::nullopt;
  return SchemaNode(*others, file_);
}

std::vector<std::string> SchemaNode::property_names() const {
  std::vector<std::string> names;
  if (const Json* properties = find("properties")) {
    for (const auto& [key, value] : properties->items()) names.push_back(key);
  }
  return names;
}

std::vector<std::string> SchemaNode::types() const {
  std::vector<std::string> result;
  const auto add = [&](const std::string& type) {
    if (std::find(result.begin(), result.end(), type) == result.end()) result.push_back(type);
  };
  if (const Json* type = find("type")) {
    if (type->is_string()) return {type->get<std::string>()};
    for (const Json& each : *type) add(each.get<std::string>());
  } else if (const Json* constant = find("const")) {
    add(json_type(*constant));
  } else if (const Json* values = find("enum")) {
    for (const Json& each : *values) add(json_type(each));
  } else if (is_choice()) {
    for (const SchemaNode& alternative : alternatives()) {
      for (const std::string& each : alternative.types()) add(each);
    }
  }
  return result;
}

bool SchemaNode::takes(const Json& value) const {
  const std::string given = json_type(value);
  const std::vector<std::string> known = types();
  return known.empty() || std::any_of(known.begin(), known.end(), [&](const std::string& type) {
           return type == given || (type == "number" && given == "integer");
         });
}

std::optional<std::string> SchemaNode::tag() const {
  const Json* properties = find("properties");
  if (properties == nullptr) return std::nullopt;
  const auto type = properties->find("type");
  if (type == properties->end() || !type->contains("const")) return std::nullopt;
  return type->at("const").get<std::string>();
}

std::vector<std::string> SchemaNode::names() const {
  std::vector<std::string> result;
  const auto add = [&](const Json& value) {
    if (value.is_string()) result.push_back(value.get<std::string>());
  };
  if (const Json* constant = find("const")) add(*constant);
  if (const Json* values = find("enum")) {
    for (const Json& value : *values) add(value);
  }
  return result;
}

}  // namespace aimodel
