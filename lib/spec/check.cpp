// Checks a value against a schema and fills in the defaults.
#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/text.h"
#include "spec/expectation.h"
#include "spec/number_check.h"
#include "spec/schema.h"
#include "spec/schema_node.h"
#include "spec/wording.h"

namespace aimodel {

namespace {

class Checker {
 public:
  Checker(const Document& document, Exit code) : document_(document), code_(code) {}

  void check(const SchemaNode& reference, Json& value, const std::string& pointer,
             const std::string& subject) {
    if (full()) return;
    const SchemaNode node = reference.resolved();
    if (node.is_choice()) {
      check_alternatives(node, value, pointer, subject);
      return;
    }
    if (!node.takes(value) || !listed(node, value)) {
      add_unexpected(node, value, pointer, subject);
    } else if (value.is_object()) {
      check_object(node, value, pointer);
    } else if (value.is_array()) {
      check_list(node, value, pointer, subject);
    } else if (value.is_string()) {
      check_text(node, value, pointer, subject);
    } else if (value.is_number()) {
      check_number(node, value, pointer, subject);
    }
  }

  std::vector<Error> errors() {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Found& a, const Found& b) { return a.position < b.position; });
    std::vector<Error> result;
    for (Found& each : found_) result.push_back(std::move(each.error));
    if (full()) {
      result.emplace_back(code_, document_.name,
                          fmt::format("more than {} mistakes", Document::kMostErrors));
    }
    return result;
  }

 private:
  struct Found {
    size_t position;
    Error error;
  };

  bool full() const { return found_.size() > Document::kMostErrors; }

  void add(const std::string& pointer, std::string what, std::string hint = "") {
    if (full()) return;
    found_.push_back({document_.position(pointer),
                      Error(code_, document_.where(pointer), std::move(what), std::move(hint))});
  }

  static bool listed(const SchemaNode& node, const Json& value) {
    if (const Json* constant = node.find("const")) return value == *constant;
    const Json* values = node.find("enum");
    return values == nullptr || std::find(values->begin(), values->end(), value) != values->end();
  }

  void add_unexpected(const SchemaNode& node, const Json& value, const std::string& pointer,
                      const std::string& subject) {
    Mistake mistake = unexpected(node, value, subject);
    add(pointer, std::move(mistake.what), std::move(mistake.hint));
  }

  void check_alternatives(const SchemaNode& node, Json& value, const std::string& pointer,
                          const std::string& subject) {
    std::vector<SchemaNode> fitting;
    bool tagged = true, names = true;
    for (SchemaNode& alternative : node.alternatives()) {
      if (!alternative.takes(value)) continue;
      tagged = tagged && alternative.tag().has_value();
      names = names && !alternative.names().empty();
      fitting.push_back(std::move(alternative));
    }
    if (fitting.empty()) return add_unexpected(node, value, pointer, subject);
    if (names) {
      for (const SchemaNode& alternative : fitting) {
        if (listed(alternative, value)) return;
      }
      if (node.title().empty()) return add_unexpected(node, value, pointer, subject);
      const std::string name = value.get<std::string>();
      return add(pointer, fmt::format("unknown {} {}", node.title(), quote(name)),
                 suggest(name, all_names(node)));
    }
    if (!tagged) return check(fitting.front(), value, pointer, subject);
    check_tagged(node, fitting, value, pointer);
  }

  void check_tagged(const SchemaNode& node, const std::vector<SchemaNode>& fitting, Json& value,
                    const std::string& pointer) {
    const std::vector<std::string> known = all_tags(node);
    const auto type = value.find("type");
    if (type == value.end()) {
      for (const auto& [key, each] : value.items()) {
        const std::vector<std::string> wanted = {"type"};
        if (nearest(key, wanted)) return add_unknown_key(child(pointer, key), key, wanted);
      }
      return add(pointer, "\"type\" is missing", "known: " + join(known, ", "));
    }
    if (!type->is_string()) {
      return add(child(pointer, "type"), "\"type\" must be a string, not " + value_words(*type),
                 "known: " + join(known, ", "));
    }
    const std::string name = type->get<std::string>();
    for (const SchemaNode& alternative : fitting) {
      if (alternative.tag() == name) return check(alternative, value, pointer, "");
    }
    const std::string kind = node.title().empty() ? "type" : node.title();
    add(child(pointer, "type"), fmt::format("unknown {} {}", kind, quote(name)),
        suggest(name, known));
  }

  void add_unknown_key(const std::string& pointer, const std::string& key,
                       const std::vector<std::string>& known) {
    add(pointer, "unknown key " + quote(key), suggest(key, known));
  }

  void check_object(const SchemaNode& node, Json& value, const std::string& pointer) {
    const std::vector<std::string> known = node.property_names();
    const bool closed =
        node.has("additionalProperties") && *node.find("additionalProperties") == false;
    std::set<std::string> meant;  // by misspelt keys: not missing as well
    std::set<std::string> given;
    for (const auto& [key, each] : value.items()) {
      given.insert(key);
      if (contains(known, key) || !closed) continue;
      std::vector<std::string> free = known;
      std::erase_if(
          free, [&](const std::string& name) { return name == "$schema" || value.contains(name); });
      add_unknown_key(child(pointer, key), key, free.empty() ? known : free);
      if (const auto near = nearest(key, free)) meant.insert(*near);
      if (full()) return;
    }
    if (const Json* required = node.find("required")) {
      for (const Json& each : *required) {
        const std::string key = each.get<std::string>();
        if (!given.contains(key) && !meant.contains(key)) add(pointer, quote(key) + " is missing");
      }
    }
    check_choice(node, given, meant, pointer);
    fill(node, value, pointer);
  }

  // oneOf beside properties: exactly one of some keys.
  void check_choice(const SchemaNode& node, const std::set<std::string>& given,
                    const std::set<std::string>& meant, const std::string& pointer) {
    if (!node.has("oneOf")) return;
    std::vector<std::string> keys, present;
    bool misspelt = false;
    for (const SchemaNode& alternative : node.alternatives()) {
      const std::string key = alternative.find("required")->at(0).get<std::string>();
      keys.push_back(key);
      if (given.contains(key)) present.push_back(key);
      misspelt = misspelt || meant.contains(key);
    }
    if (present.empty() && !misspelt) {
      add(pointer, either(quote_all(keys)) + " is missing");
    } else if (present.size() > 1) {
      const auto later = std::max_element(
          present.begin(), present.end(), [&](const std::string& a, const std::string& b) {
            return document_.position(child(pointer, a)) < document_.position(child(pointer, b));
          });
      add(child(pointer, *later), join(quote_all(present), " and ") + " exclude each other");
    }
  }

  // Checks the members, adds the defaults, and brings all into the schema's order.
  void fill(const SchemaNode& node, Json& value, const std::string& pointer) {
    Json::object_t filled;
    const std::vector<std::string> known = node.property_names();
    for (const std::string& key : known) {
      const SchemaNode property = *node.property(key);
      const auto found = value.find(key);
      const Json* standard = property.find("default");
      if (found == value.end() && standard == nullptr) continue;
      Json member;
      if (found == value.end()) {
        member = *standard;
      } else {
        member = std::move(*found);
      }
      check(property, member, child(pointer, key), quote(key));
      if (key != "$schema") filled.emplace_back(key, std::move(member));
    }
    for (auto& [key, member] : value.get_ref<Json::object_t&>()) {
      if (contains(known, key)) continue;
      if (const auto property = node.property(key)) {
        check(*property, member, child(pointer, key), quote(key));
      }
      filled.emplace_back(key, std::move(member));
    }
    value.get_ref<Json::object_t&>().swap(filled);
  }

  void check_list(const SchemaNode& node, Json& value, const std::string& pointer,
                  const std::string& subject) {
    const Json* least = node.find("minItems");
    const Json* most = node.find("maxItems");
    if (least != nullptr && value.size() < least->get<size_t>()) {
      add(pointer, *least == 1 ? subject + " must not be empty"
                               : fmt::format("{} must have at least {} elements ({})", subject,
                                             least->get<size_t>(), value.size()));
    }
    if (most != nullptr && value.size() > most->get<size_t>()) {
      add(pointer, fmt::format("{} must have at most {} elements ({})", subject,
                               most->get<size_t>(), value.size()));
    }
    const std::optional<SchemaNode> items = node.items();
    if (!items) return;
    const std::string title = items->resolved().title();
    const bool vowel =
        !title.empty() && std::string_view("aeiou").find(title[0]) != std::string::npos;
    const std::string element = title.empty() ? "an element of " + subject
                                              : fmt::format("{} {}", vowel ? "an" : "a", title);
    for (size_t i = 0; i < value.size() && !full(); ++i) {
      check(*items, value[i], child(pointer, i), element);
    }
  }

  void check_text(const SchemaNode& node, const Json& value, const std::string& pointer,
                  const std::string& subject) {
    const Json* least = node.find("minLength");
    if (least == nullptr) return;
    const std::string& text = value.get_ref<const std::string&>();
    const auto length = std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    if (length >= least->get<int64_t>()) return;
    add(pointer, *least == 1 ? subject + " must not be empty"
                             : fmt::format("{} must have at least {} characters ({})", subject,
                                           least->get<int64_t>(), length));
  }

  void check_number(const SchemaNode& node, Json& value, const std::string& pointer,
                    const std::string& subject) {
    for (const std::string& broken : broken_bounds(node, value)) {
      add(pointer, fmt::format("{} must be {} ({})", subject, broken, short_value(value)));
    }
    make_canonical(value);
  }

  const Document& document_;
  Exit code_;
  std::vector<Found> found_;
};

}  // namespace

void check_and_fill(Document& document, const std::string& pointer, const std::string& schema_name,
                    Exit code, std::vector<Error>& errors) {
  Json& value = document.root.at(Json::json_pointer(pointer));
  Checker checker(document, code);
  checker.check(SchemaNode(schema_name), value, pointer, "the document");
  for (Error& error : checker.errors()) errors.push_back(std::move(error));
}

}  // namespace aimodel
