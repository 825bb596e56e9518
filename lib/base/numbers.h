#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aimodel {

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Shortest text that reads back as the same number; "nan", "inf" as such.
std::string shortest(double value);
std::string shortest(float value);

// A whole text as a number, as std::from_chars reads it, with a leading '+' allowed; overflow gives
// infinity, underflow 0. Nothing where the text is not wholly a number.
std::optional<double> parse_number(std::string_view text);
std::optional<int64_t> parse_integer(std::string_view text);
std::string with_commas(int64_t count);  // 1,234,567

}  // namespace aimodel
