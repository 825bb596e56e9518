#include "spec/overrides.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"
#include "base/utf8.h"
#include "spec/document.h"
#include "spec/schema_node.h"

namespace aimodel {

namespace {

// What the schema knows of a value: one node for each alternative there.
using Nodes = std::vector<SchemaNode>;

void add_expanded(const SchemaNode& reference, Nodes& result) {
  const SchemaNode node = reference.resolved();
  if (!node.is_choice()) {
    result.push_back(node);
    return;
  }
  for (const SchemaNode& alternative : node.alternatives()) add_expanded(alternative, result);
}

Nodes below(const Nodes& nodes, const std::string& key) {
  Nodes result;
  for (const SchemaNode& node : nodes) {
    if (const auto property = node.property(key)) add_expanded(*property, result);
  }
  return result;
}

Nodes elements(const Nodes& nodes) {
  Nodes result;
  for (const SchemaNode& node : nodes) {
    if (const auto items = node.items()) add_expanded(*items, result);
  }
  return result;
}

std::vector<std::string> known_keys(const Nodes& nodes) {
  std::vector<std::string> result;
  for (const SchemaNode& node : nodes) {
    for (std::string& name : node.property_names()) {
      if (name != "$schema") result.push_back(std::move(name));
    }
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

// Whether an object of this "type" may be what the node describes.
bool may_be(const SchemaNode& node, const Json& value) {
  if (!value.is_object() || !value.contains("type")) return true;
  const auto type = node.property("type");
  const Json* name = type ? type->find("const") : nullptr;
  return name == nullptr || *name == value["type"];
}

// What an absent member of a value would be filled in with, if it is a list or an object.
std::optional<Json> standard_container(const Nodes& parents, const Json& value,
                                       const std::string& key) {
  for (const SchemaNode& parent : parents) {
    if (!may_be(parent, value)) continue;
    const auto property = parent.property(key);
    const Json* standard = property ? property->find("default") : nullptr;
    if (standard != nullptr && standard->is_structured()) return *standard;
  }
  return std::nullopt;
}

// A value written on the command line: JSON, else a string.
Json read_value(const Override& change, Exit code) {
  if (find_invalid_utf8(change.value) != std::string_view::npos) {
    throw Error(code, change.source, "not UTF-8");
  }
  try {
    return parse_json(change.value, change.source, code).root;
  } catch (const Error&) {
    return change.value;
  }
}

// Walks one override's path down the schema and the document together.
class Walk {
 public:
  Walk(Document& document, const Override& change, const std::string& schema_name, Exit code)
      : document_(document), change_(change), code_(code) {
    add_expanded(SchemaNode(schema_name), nodes_);
  }

  void apply() {
    if (find_invalid_utf8(change_.path) != std::string_view::npos) fail("not UTF-8");
    const std::vector<std::string> keys = split(change_.path, '.');
    // The whole path is checked before anything is changed.
    Json copy = document_.root;
    if (change_.remove) {
      remove(copy, keys);
    } else {
      set(copy, keys);
    }
    document_.root = std::move(copy);
    for (auto& [pointer, location] : moved_)
      document_.locations.insert_or_assign(pointer, std::move(location));
  }

 private:
  [[noreturn]] void fail(std::string what, std::string hint = "") const {
    throw Error(code_, change_.source, std::move(what), std::move(hint));
  }

  // "training.optimizer" of a path that has been walked so far.
  std::string walked() const { return walked_.empty() ? "the spec" : quote(walked_); }

  void step(const std::string& key, bool list) {
    walked_ += walked_.empty() ? key : "." + key;
    pointer_ = child(pointer_, key);
    parents_ = nodes_;
    nodes_ = list ? elements(nodes_) : below(nodes_, key);
  }

  // Goes to a member; the schema must know its key.
  void step_member(const std::string& key) {
    const std::vector<std::string> known = known_keys(nodes_);
    if (below(nodes_, key).empty()) {
      if (known.empty()) fail(fmt::format("{} has no keys", walked()));
      fail("unknown key " + quote(key), suggest(key, known));
    }
    step(key, false);
  }

  size_t step_element(const std::string& key, size_t size, bool append) {
    const auto index = parse_integer(key);
    if (!index || *index < 0) {
      fail(fmt::format("{} is a list: expected an index, got {}", walked(), quote(key)));
    }
    const auto position = static_cast<size_t>(*index);
    if (position >= size + (append ? 1 : 0)) {
      fail(fmt::format("{} has {} element{}: there is none at {}", walked(), size,
                       size == 1 ? "" : "s", position),
           append ? fmt::format("{} adds one", size) : "indices start at 0");
    }
    step(std::to_string(position), true);
    return position;
  }

  bool is_list(const Json& value) const {
    return value.is_array() ||
           (!value.is_object() && known_keys(nodes_).empty() && !elements(nodes_).empty());
  }

  void set(Json& root, const std::vector<std::string>& keys) {
    Json* value = &root;
    for (const std::string& key : keys) {
      const bool list = is_list(*value);
      if (list ? !value->is_array() : !value->is_object()) {
        *value = list ? Json::array() : Json::object();
        note_source();
      }
      if (list) {
        const size_t index = step_element(key, value->size(), true);
        if (index == value->size()) {
          value->push_back(nullptr);
          note_source();
        }
        value = &(*value)[index];
        continue;
      }
      step_member(key);
      if (!value->contains(key)) {
        (*value)[key] = standard_container(parents_, *value, key).value_or(Json());
        note_source();
      }
      value = &(*value)[key];
    }
    *value = read_value(change_, code_);
    // A column may be called 2020.
    const auto takes = [](const Json& given) {
      return [&given](const SchemaNode& node) { return node.takes(given); };
    };
    if (value->is_primitive() && !value->is_null() &&
        std::none_of(nodes_.begin(), nodes_.end(), takes(*value)) &&
        std::any_of(nodes_.begin(), nodes_.end(), takes(change_.value))) {
      *value = change_.value;
    }
    forget_below(pointer_);
    note_source();
  }

  void note_source() { moved_.push_back({pointer_, {change_.source, Document::kOutsideText}}); }

  void remove(Json& root, const std::vector<std::string>& keys) {
    Json* value = &root;
    Json absent;  // at its default already; what is below is checked all the same
    for (size_t i = 0; i < keys.size(); ++i) {
      const bool last = i + 1 == keys.size();
      if (is_list(*value)) {
        const size_t index = step_element(keys[i], value->is_array() ? value->size() : 0, false);
        if (last) {
          erase_element(*value, index);
          return;
        }
        value = &(*value)[index];
        continue;
      }
      step_member(keys[i]);
      if (!value->is_object() || !value->contains(keys[i])) {
        value = &absent;
        continue;
      }
      if (last) {
        value->erase(keys[i]);
        forget_below(pointer_);
        return;
      }
      value = &(*value)[keys[i]];
    }
  }

  void forget_below(const std::string& pointer) {
    std::erase_if(document_.locations, [&](const auto& location) {
      return location.first == pointer || location.first.starts_with(pointer + "/");
    });
  }

  // The elements behind a removed one keep their locations in the text.
  void erase_element(Json& list, size_t index) {
    const std::string parent = pointer_.substr(0, pointer_.rfind('/'));
    for (size_t i = index + 1; i < list.size(); ++i) {
      keep_locations(list[i], child(parent, i), child(parent, i - 1));
    }
    for (size_t i = index; i < list.size(); ++i) forget_below(child(parent, i));
    list.erase(index);
  }

  void keep_locations(const Json& value, const std::string& before, const std::string& after) {
    moved_.push_back({after, {document_.where(before), document_.position(before)}});
    if (value.is_array()) {
      for (size_t i = 0; i < value.size(); ++i)
        keep_locations(value[i], child(before, i), child(after, i));
    } else if (value.is_object()) {
      for (const auto& [key, each] : value.items()) {
        keep_locations(each, child(before, key), child(after, key));
      }
    }
  }

  Document& document_;
  const Override& change_;
  Exit code_;
  Nodes nodes_, parents_;
  std::string pointer_, walked_;
  std::vector<std::pair<std::string, Document::Location>> moved_;  // locations to come
};

}  // namespace

void apply_overrides(Document& document, const std::vector<Override>& overrides,
                     const std::string& schema_name, Exit code, std::vector<Error>& errors) {
  if (!document.root.is_object()) return;  // which the check reports
  for (const Override& change : overrides) {
    try {
      Walk(document, change, schema_name, code).apply();
    } catch (const Error& error) {
      errors.push_back(error);
    }
  }
}

}  // namespace aimodel
