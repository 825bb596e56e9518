#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "transcript.h"

namespace transcript {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A number at the beginning of a text: how long it is, its value, how many decimals it has.
struct Number {
  size_t length = 0;
  double value = 0;
  int decimals = 0;
  bool whole = true;  // without a decimal point or an exponent
};

size_t digits_from(std::string_view text, size_t i) {
  while (i < text.size() && is_digit(text[i])) ++i;
  return i;
}

std::optional<Number> number_at(std::string_view text) {
  Number number;
  const size_t start = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  size_t i = digits_from(text, start);
  if (i == start) return std::nullopt;
  if (i + 1 < text.size() && text[i] == '.' && is_digit(text[i + 1])) {
    const size_t end = digits_from(text, i + 1);
    number.decimals = static_cast<int>(end - i - 1);
    number.whole = false;
    i = end;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    const size_t sign = i + 1 < text.size() && (text[i + 1] == '-' || text[i + 1] == '+') ? 1 : 0;
    const size_t end = digits_from(text, i + 1 + sign);
    if (end > i + 1 + sign) {
      number.decimals = 0;
      number.whole = false;
      i = end;
    }
  }
  number.length = i;
  const size_t plus = text[0] == '+' ? 1 : 0;
  std::from_chars(text.data() + plus, text.data() + i, number.value);
  return number;
}

// What <n> takes: a number, or one whose thousands are set off with commas.
size_t any_number_length(std::string_view text) {
  const std::optional<Number> number = number_at(text);
  if (!number) return 0;
  size_t i = number->length;
  while (number->whole && i + 3 < text.size() && text[i] == ',' &&
         digits_from(text, i + 1) == i + 4) {
    i += 4;
  }
  return i;
}

bool close(const Number& a, const Number& b, double tolerance) {
  if (a.whole && b.whole) return a.value == b.value;
  double allowed = tolerance * std::max(std::abs(a.value), std::abs(b.value));
  const int decimals = std::min(a.decimals, b.decimals);
  if (decimals >= 4) allowed = std::max(allowed, 1.01 * std::pow(10, -decimals));
  return std::abs(a.value - b.value) <= allowed;
}

bool line_matches(std::string_view expected, std::string_view printed, double tolerance) {
  char before = ' ';  // a sign or digit right behind a letter is part of a name
  bool indented = true;
  while (!expected.empty()) {
    if (expected.starts_with("<any>")) {
      for (size_t i = 0; i <= printed.size(); ++i) {
        if (line_matches(expected.substr(5), printed.substr(i), tolerance)) return true;
      }
      return false;
    }
    if (expected.starts_with("<n>")) {
      const size_t length = any_number_length(printed);
      if (length == 0) return false;
      expected.remove_prefix(3);
      printed.remove_prefix(length);
      before = '0';
      continue;
    }
    if (printed.empty()) return false;
    const bool name = std::isalnum(static_cast<unsigned char>(before)) != 0 || before == '_';
    const auto wanted = name ? std::nullopt : number_at(expected);
    const auto found = name ? std::nullopt : number_at(printed);
    if (wanted && found) {
      if (!close(*wanted, *found, tolerance)) return false;
      expected.remove_prefix(wanted->length);
      printed.remove_prefix(found->length);
      before = '0';
      continue;
    }
    if (expected[0] != printed[0]) return false;
    before = expected[0];
    if (before != ' ') indented = false;
    do expected.remove_prefix(1);
    while (before == ' ' && !indented && expected.starts_with(' '));
    do printed.remove_prefix(1);
    while (before == ' ' && !indented && printed.starts_with(' '));
  }
  return printed.empty();
}

// Lines from i of what is expected against lines from j of what was printed.
bool lines_match(const std::vector<std::string>& expected, size_t i,
                 const std::vector<std::string>& printed, size_t j, double tolerance) {
  for (; i < expected.size(); ++i, ++j) {
    if (expected[i] == "...") {
      for (size_t k = j; k <= printed.size(); ++k) {
        if (lines_match(expected, i + 1, printed, k, tolerance)) return true;
      }
      return false;
    }
    if (j == printed.size() || !line_matches(expected[i], printed[j], tolerance)) return false;
  }
  return j == printed.size();
}

}  // namespace

bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& printed,
             double tolerance) {
  return lines_match(expected, 0, printed, 0, tolerance);
}

}  // namespace transcript
