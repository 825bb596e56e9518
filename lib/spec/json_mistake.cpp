#include "spec/json_mistake.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"

namespace aimodel {

namespace {

using After = JsonProgress::After;

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.' || c == '+' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

size_t skip_space(std::string_view text, size_t i) {
  return std::min(text.find_first_not_of(" \t\r\n", i), text.size());
}

std::string_view word_at(std::string_view text, size_t i) {
  size_t end = i;
  while (end < text.size() && is_word(text[end])) ++end;
  return text.substr(i, std::max<size_t>(end - i, 1));
}

// What stands at a byte, as a message quotes it.
std::string found(std::string_view text, size_t i) {
  if (text[i] == '"') {
    const size_t end = text.find_first_of("\"\n", i + 1);
    return quote(text.substr(i + 1, end == std::string_view::npos ? end : end - i - 1));
  }
  const std::string_view word = word_at(text, i);
  const auto first = static_cast<unsigned char>(word[0]);
  if (first < 0x20 || first == 0x7F) return fmt::format("the control character 0x{:02x}", first);
  if (!is_word(word[0])) return std::string(word);
  const std::string shown = quote(word);
  return shown.substr(1, shown.size() - 2);
}

std::string escape_mistake_hint(char escape) {
  return escape == 'x' || escape == '\'' ? "" : "write \\\\ for a backslash";
}

// The string that starts at `start` is broken: finds where.
JsonMistake broken_string(std::string_view text, size_t start) {
  for (size_t i = start + 1; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte == '\n' || byte == '\r') {
      return {start, "the string is not closed on its line", "add the missing \""};
    }
    if (byte == '\t') return {i, "a tab in a string", "write \\t"};
    if (byte < 0x20)
      return {i, fmt::format("a control character (0x{:02x}) in a string", byte), ""};
    if (byte == '"') return {start, "the string is broken", ""};
    if (byte != '\\') continue;
    if (i + 1 >= text.size()) break;
    const char escape = text[i + 1];
    if (escape == 'u') {
      const std::string_view digits = text.substr(i + 2, 4);
      const bool hexadecimal =
          digits.size() == 4 &&
          digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
      if (!hexadecimal) return {i, "\\u must be followed by four hexadecimal digits", ""};
      const bool surrogate = (digits[0] == 'd' || digits[0] == 'D') && digits[1] >= '8';
      const bool high = surrogate && (digits[1] == '8' || digits[1] == '9' || digits[1] == 'a' ||
                                      digits[1] == 'A' || digits[1] == 'b' || digits[1] == 'B');
      const std::string_view next = text.substr(std::min(i + 6, text.size()), 6);
      const bool paired = high && next.size() == 6 && next.starts_with("\\u") &&
                          (next[2] == 'd' || next[2] == 'D') &&
                          std::string_view("cdefCDEF").find(next[3]) != std::string_view::npos;
      if (surrogate && !paired) {
        return {i, fmt::format("\\u{} is half a character", digits),
                "give both halves or the character"};
      }
      i += paired ? 11 : 5;
      continue;
    }
    if (std::string_view("\"\\/bfnrt").find(escape) == std::string_view::npos) {
      return {i,
              fmt::format("unknown escape \\{} in a string",
                          static_cast<unsigned char>(escape) < 0x80 ? std::string(1, escape)
                                                                    : found(text, i + 1)),
              escape_mistake_hint(escape)};
    }
    ++i;
  }
  return {start, "the string is not closed", "add the missing \""};
}

JsonMistake broken_number(std::string_view text, size_t start) {
  const std::string_view word = word_at(text, start);
  const std::string shown = found(text, start);
  const std::string_view digits = word.substr(word[0] == '-' || word[0] == '+' ? 1 : 0);
  const std::string what = shown + " is not a number";
  if (word == "-Infinity" || word == "-inf") return {start, "JSON has no infinity", ""};
  if (word[0] == '+') return {start, what, "leave out the +"};
  if (digits.starts_with('.')) return {start, what, "write a digit before the point"};
  if (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) {
    return {start, what, "leave out the leading 0"};
  }
  const size_t point = word.find('.');
  if (point != std::string_view::npos && (point + 1 == word.size() || !is_digit(word[point + 1]))) {
    return {start, what, "write a digit after the point"};
  }
  const bool whole = parse_number(word).has_value();
  if (whole) return {start, fmt::format("the number {} is too large", shown), ""};
  return {start, what, "a text takes double quotes"};
}

JsonMistake broken_word(std::string_view text, size_t start, std::string_view expected) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOthers = {{
      {"True", "true"},
      {"False", "false"},
      {"None", "null"},
      {"TRUE", "true"},
      {"FALSE", "false"},
      {"NULL", "null"},
  }};
  const std::string_view word = word_at(text, start);
  const std::string what = fmt::format("expected {}, got {}", expected, found(text, start));
  if (word == "NaN" || word == "nan") return {start, "JSON has no NaN", "write null"};
  if (word == "Infinity" || word == "inf") return {start, "JSON has no infinity", ""};
  for (const auto& [other, right] : kOthers) {
    if (word == other) return {start, what, fmt::format("did you mean {}?", right)};
  }
  return {start, what, "a text takes double quotes"};
}

std::string_view closing(char container) {
  return container == '{' ? "}" : "]";
}

}  // namespace

JsonMistake explain_broken_json(std::string_view text, const JsonProgress& progress) {
  const char container = progress.container;
  const bool object = container == '{';
  size_t i = skip_space(text, progress.cursor);
  const auto next_is = [&](char c) { return i < text.size() && text[i] == c; };
  std::string expected;
  bool value = false, key = false;
  size_t comma = std::string_view::npos;
  const size_t cursor = progress.cursor;
  if (progress.after == After::value && cursor < text.size() && is_word(text[cursor]) &&
      is_word(text[cursor - 1])) {
    // A value with more behind it, as 01 or truer.
    size_t start = cursor;
    while (start > 0 && is_word(text[start - 1])) --start;
    const bool number = is_digit(text[start]) || text[start] == '-';
    return number ? broken_number(text, start) : broken_word(text, start, "a value");
  }
  if (progress.after == After::nothing) {
    if (i == text.size()) return {i, "the file is empty", "JSON starts with {"};
    expected = "a value";
    value = true;
  } else if (progress.after == After::opening) {
    expected = object ? "a key or }" : "a value or ]";
    (object ? key : value) = true;
  } else if (progress.after == After::key) {
    expected = ": after the key";
    if (next_is(':')) {
      i = skip_space(text, i + 1);
      expected = "a value";
      value = true;
    }
  } else if (container == 0) {
    expected = "the end of the file";
  } else {
    expected = fmt::format(", or {}", closing(container));
    if (next_is(',')) {
      comma = i;
      i = skip_space(text, i + 1);
      expected = object ? "a key" : "a value";
      (object ? key : value) = true;
    }
  }

  if (i == text.size()) {
    const auto line =
        1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(progress.opening),
                       '\n');
    return {i, fmt::format("expected {}, got the end of the file", expected),
            container == 0 ? "" : fmt::format("the {} of line {} is not closed", container, line)};
  }
  const char c = text[i];
  const std::string what = fmt::format("expected {}, got {}", expected, found(text, i));
  if (c == '#' || text.substr(i, 2) == "//" || text.substr(i, 2) == "/*") {
    return {i, "a comment, which JSON does not have", "remove it"};
  }
  if (comma != std::string_view::npos && text.substr(i, 1) == closing(container)) {
    return {comma, fmt::format("unexpected , before {}", c),
            "remove the comma after the last element"};
  }
  if (c == '\'') return {i, what, "texts and keys take double quotes"};
  if (c == '"' && (value || key)) return broken_string(text, i);
  if (key) {
    const bool word = is_word(c);
    return {i, what, word ? fmt::format("keys take double quotes: \"{}\"", found(text, i)) : ""};
  }
  if (value && (is_digit(c) || c == '-' || c == '+' || c == '.')) return broken_number(text, i);
  if (value && is_word(c)) return broken_word(text, i, expected);
  const bool next_value = is_word(c) || c == '"' || c == '{' || c == '[';
  const bool comma_missing = !value && progress.after == After::value && container != 0;
  return {i, what, comma_missing && next_value ? "is a comma missing before it?" : ""};
}

}  // namespace aimodel
