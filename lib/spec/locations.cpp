// Where the values of a document stand.
#include <algorithm>
#include <optional>

#include "base/numbers.h"
#include "spec/document.h"

namespace aimodel {

namespace {

std::string unescape(std::string_view token) {
  std::string result;
  for (size_t i = 0; i < token.size(); ++i) {
    const bool escaped = token[i] == '~' && i + 1 < token.size();
    if (escaped) ++i;
    result += !escaped ? token[i] : token[i] == '1' ? '/' : '~';
  }
  return result;
}

// Whether the text's JSON string that starts at a byte is this key.
bool is_key(std::string_view text, size_t start, std::string_view key) {
  size_t end = start + 1;
  while (text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  const std::string_view raw = text.substr(start + 1, end - start - 1);
  if (raw.find('\\') == std::string_view::npos) return raw == key;
  return Json::parse(text.substr(start, end + 1 - start)).get_ref<const std::string&>() == key;
}

std::optional<size_t> find_child(const Document& document, size_t parent, std::string_view token) {
  const char bracket = document.text[document.nodes[parent].value];
  if (bracket != '{' && bracket != '[') return std::nullopt;
  const std::string key = unescape(token);
  const int64_t index = bracket == '[' ? parse_integer(token).value_or(-1) : -1;
  int64_t i = 0;
  for (size_t node = parent + 1; node < document.nodes[parent].end;
       node = document.nodes[node].end) {
    const bool found =
        bracket == '[' ? i == index : is_key(document.text, document.nodes[node].offset, key);
    if (found) return node;
    ++i;
  }
  return std::nullopt;
}

// The node at a pointer, or its nearest parent's.
struct Nearest {
  size_t node = 0;
  bool exact = false;
};
Nearest find_node(const Document& document, std::string_view pointer) {
  size_t node = 0;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const size_t end = std::min(pointer.find('/'), pointer.size());
    const std::optional<size_t> next = find_child(document, node, pointer.substr(0, end));
    if (!next) return {node, false};
    node = *next;
    pointer.remove_prefix(end);
  }
  return {node, true};
}

size_t text_position(const Document& document, std::string_view pointer) {
  return document.nodes.empty() ? 0 : document.nodes[find_node(document, pointer).node].offset;
}

// What else set the value or its nearest parent, if anything did.
const Document::Location* other_location(const Document& document, std::string pointer) {
  for (;;) {
    const auto found = document.locations.find(pointer);
    if (found != document.locations.end()) return &found->second;
    if (pointer.empty()) return nullptr;
    pointer.erase(pointer.rfind('/'));
  }
}

}  // namespace

std::string Document::where(const std::string& pointer) const {
  if (!locations.empty()) {
    if (const Location* other = other_location(*this, pointer)) return other->words;
  }
  return text_location(text, text_position(*this, pointer), name);
}

bool Document::states(const std::string& pointer) const {
  const auto set = locations.find(pointer);
  if (set != locations.end()) return true;
  return !nodes.empty() && find_node(*this, pointer).exact;
}

size_t Document::position(const std::string& pointer) const {
  if (!locations.empty()) {
    if (const Location* other = other_location(*this, pointer)) return other->position;
  }
  return text_position(*this, pointer);
}

}  // namespace aimodel
