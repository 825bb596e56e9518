#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aimodel {

// "text" with quotes; control characters and quotes inside escaped, cut after 60 characters.
std::string quote(std::string_view text);

std::string join(std::span<const std::string> parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);

// The known name nearest to a misspelt one, if one is near enough to be what was meant.
std::optional<std::string> nearest(std::string_view name, std::span<const std::string> known);

// A hint for an unknown name: `did you mean "x"?`, else the known names when they are few, else "".
std::string suggest(std::string_view name, std::span<const std::string> known);

inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Shell-like match of a whole text: * any run of characters, ? any one.
bool matches_glob(std::string_view pattern, std::string_view text);
bool is_glob(std::string_view pattern);
// An order of all texts in which numbers stand by their size: a2 before a10.
bool natural_less(const std::string& a, const std::string& b);

// Position of the first byte that is not valid UTF-8 (RFC 3629), or npos.
size_t find_invalid_utf8(std::string_view text);

// Shortest text that reads back as the same number; "nan", "inf" as such.
std::string shortest(double value);
std::string shortest(float value);

// A whole text as a number, as std::from_chars reads it, with a leading '+' allowed; overflow gives
// infinity, underflow 0. Nothing where the text is not wholly a number.
std::optional<double> parse_number(std::string_view text);
std::optional<int64_t> parse_integer(std::string_view text);
// "1048576", "512M", "2G", "1.5GiB": bytes; K, M, G and T are powers of 1024.
std::optional<uint64_t> parse_bytes(std::string_view text);

std::string with_commas(int64_t count);      // 1,234,567
std::string human_bytes(double bytes);       // 1.5 MiB
std::string human_duration(double seconds);  // 1m 20s
std::string human_count(double count);       // 1.23 M

}  // namespace aimodel
