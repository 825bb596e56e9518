#include "base/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace aimodel {

namespace {

template <typename Number>
std::string shortest_text(Number value) {
  std::array<char, 64> buffer;
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), result.ptr);
}

}  // namespace

std::string shortest(double value) {
  return shortest_text(value);
}
std::string shortest(float value) {
  return shortest_text(value);
}

namespace {

// Whether a decimal number that no double can hold is too small rather than too large: the power of
// ten of its first digit other than 0.
bool is_tiny(std::string_view text) {
  const size_t mark = std::min(text.find_first_of("eE"), text.size());
  const std::string_view digits = text.substr(0, mark);
  const size_t point = std::min(digits.find('.'), digits.size());
  const size_t first = digits.find_first_of("123456789");
  double power = static_cast<double>(point) - static_cast<double>(first);
  if (mark < text.size()) {
    std::string_view exponent = text.substr(mark + 1);
    const bool negative = exponent.starts_with('-');
    exponent.remove_prefix(exponent.find_first_not_of("+-"));
    double size = 0;  // saturates to infinity instead of overflowing
    for (const char digit : exponent) size = size * 10 + (digit - '0');
    power += negative ? -size : size;
  }
  return power < 0;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {
    const double size = is_tiny(text) ? 0.0 : std::numeric_limits<double>::infinity();
    return text.starts_with('-') ? -size : size;
  }
  return value;
}

std::optional<int64_t> parse_integer(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error != std::errc()) return std::nullopt;
  return value;
}

std::string with_commas(int64_t count) {
  std::string digits = std::to_string(count);
  const size_t first = count < 0 ? 1 : 0;
  for (size_t i = digits.size(); i > first + 3;) digits.insert(i -= 3, ",");
  return digits;
}

}  // namespace aimodel
