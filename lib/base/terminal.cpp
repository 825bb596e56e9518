#include "base/terminal.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"

namespace aimodel {

namespace {

// Unicode 15, of general category Zl, Zp, or with the property Bidi_Control.
bool steers(unsigned code) {
  return (code >= 0x80 && code < 0xA0) || code == 0x061C || code == 0x200E || code == 0x200F ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool is_plain(char c) {
  return c >= 0x20 && c < 0x7F;
}

// The code of the first character, which is not ASCII, and how many bytes it takes: 0 where they are
// not UTF-8.
struct Character {
  unsigned code = 0;
  size_t length = 0;
};

Character first_character(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text[0]);
  const size_t length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2;
  const std::string_view bytes = text.substr(0, length);
  if (find_invalid_utf8(bytes) == 0) return {};
  unsigned code = byte & (0xFFU >> (length + 1));
  for (const char next : bytes.substr(1)) code = code << 6 | (next & 0x3F);
  return {code, length};
}

}  // namespace

size_t append_printable(std::string& result, std::string_view text) {
  const char c = text[0];
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x80) {
    if (is_plain(c)) {
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\r') {
      result += "\\r";
    } else if (c == '\t') {
      result += "\\t";
    } else {
      result += fmt::format("\\x{:02x}", byte);
    }
    return 1;
  }
  const Character character = first_character(text);
  if (character.length == 0) {
    result += fmt::format("\\x{:02x}", byte);
    return 1;
  }
  if (steers(character.code)) {
    result += fmt::format("\\u{:04x}", character.code);
  } else {
    result += text.substr(0, character.length);
  }
  return character.length;
}

std::string printable(std::string_view text) {
  if (std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string result;
  result.reserve(text.size() + text.size() / 4);
  while (!text.empty()) text.remove_prefix(append_printable(result, text));
  return result;
}

std::string printable_json(std::string json) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x7F; };
  if (std::ranges::all_of(json, is_ascii)) return json;
  std::string result;
  for (std::string_view text = json; !text.empty();) {
    const Character character = is_ascii(text[0]) ? Character{0, 1}
                                : text[0] == 0x7F ? Character{0x7F, 1}
                                                  : first_character(text);
    const size_t length = std::max<size_t>(1, character.length);
    if (character.code == 0x7F || steers(character.code)) {
      result += fmt::format("\\u{:04x}", character.code);
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result;
}

std::string printable_lines(std::string_view text) {
  std::string result;
  for (;;) {
    const size_t end = text.find('\n');
    result += printable(text.substr(0, end));
    if (end == std::string_view::npos) return result;
    result += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace aimodel
