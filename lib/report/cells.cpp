#include "report/cells.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/terminal.h"
#include "base/utf8.h"

namespace aimodel {

size_t display_width(std::string_view text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<std::string> distinct_names(std::vector<std::string> names) {
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, int> numbers;  // the last one that a name was given
  for (std::string& name : names) {
    if (taken.insert(name).second) continue;
    int& number = numbers.try_emplace(name, 1).first->second;
    std::string numbered;
    do {
      numbered = name + "_" + std::to_string(++number);
    } while (!taken.insert(numbered).second);
    name = std::move(numbered);
  }
  return names;
}

// RFC 4180: quotes around what holds a comma, quote or line break; quotes inside doubled.
void append_csv(std::string& text, const Value& value) {
  const auto* words = std::get_if<std::string>(&value);
  if (words == nullptr) return append_exact(text, value);
  if (words->find_first_of(",\"\r\n") == std::string::npos) {
    text += *words;
    return;
  }
  text += '"';
  for (const char c : *words) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

void append_tsv(std::string& text, const Value& value) {
  const auto* words = std::get_if<std::string>(&value);
  if (words == nullptr) return append_exact(text, value);
  for (const char c : *words) {
    switch (c) {
      case '\t':
        text += "\\t";
        break;
      case '\n':
        text += "\\n";
        break;
      case '\r':
        text += "\\r";
        break;
      case '\\':
        text += "\\\\";
        break;
      default:
        text += c;
    }
  }
}

void append_json_text(std::string& text, std::string_view value) {
  const size_t begin = text.size();
  text += '"';
  for (;;) {
    // What is not UTF-8 would make the whole document unreadable; U+FFFD stands for it.
    const size_t bad = find_invalid_utf8(value);
    for (const char c : value.substr(0, bad)) {
      const auto byte = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        text += '\\';
        text += c;
      } else if (c == '\n') {
        text += "\\n";
      } else if (c == '\t') {
        text += "\\t";
      } else if (c == '\r') {
        text += "\\r";
      } else if (byte < 0x20) {
        fmt::format_to(std::back_inserter(text), "\\u{:04x}", byte);
      } else {
        text += c;
      }
    }
    if (bad == std::string_view::npos) break;
    text += "\xEF\xBF\xBD";
    value.remove_prefix(bad + 1);
  }
  text += '"';
  const auto odd = [](char c) { return static_cast<unsigned char>(c) >= 0x7F; };
  if (std::ranges::none_of(std::string_view(text).substr(begin), odd)) return;
  const std::string safe = printable_json(text.substr(begin));
  text.resize(begin);
  text += safe;
}

void append_json(std::string& text, const Value& value) {
  if (const auto* words = std::get_if<std::string>(&value)) {
    append_json_text(text, *words);
  } else if (std::holds_alternative<std::monostate>(value) || !not_finite(value).empty()) {
    text += "null";
  } else {
    append_exact(text, value);
  }
}

std::string text_cell(const Value& value) {
  return printable(to_text(value));
}

std::string markdown_cell(const Value& value) {
  return markdown_text(to_text(value));
}

// CommonMark 0.30 with GitHub's tables and bare links: any ASCII punctuation character may stand
// behind a backslash. An underscore between letters means nothing, nor does & before a blank.
std::string markdown_text(std::string_view text) {
  const std::string shown = printable(text);
  const auto is_word = [&](size_t i) {
    const auto byte = static_cast<unsigned char>(i < shown.size() ? shown[i] : ' ');
    return byte >= 0x80 || std::isalnum(byte) != 0;
  };
  std::string result;
  for (size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    const bool special = std::string_view("|\\*`<[~").find(c) != std::string_view::npos;
    const bool emphasis = c == '_' && !(i > 0 && is_word(i - 1) && is_word(i + 1));
    const bool entity = c == '&' && (is_word(i + 1) || shown.substr(i + 1, 1) == "#");
    const bool link =
        shown.substr(i, 3) == "://" || (c == '.' && i >= 3 && shown.substr(i - 3, 3) == "www");
    if (special || emphasis || entity || link) result += '\\';
    result += c;
  }
  return result;
}

std::string markdown_paragraph(std::string_view text) {
  const bool opens =
      !text.empty() && std::string_view("#>+-=").find(text[0]) != std::string_view::npos;
  return (opens ? "\\" : "") + markdown_text(text);
}

}  // namespace aimodel
