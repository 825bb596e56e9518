#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/blanks.h"

namespace aimodel {

// A whole trimmed text as a number; overflow gives infinity. False where it is none ("nan" is
// none).
bool read_number(std::string_view text, double& value);

// Digits, with a point among them or not, 15 at most and nothing else: most numbers of a file. Up
// to 15 digits and the power of ten are exact doubles, so that one division rounds correctly
// (Clinger 1990), as std::from_chars would. False for any other text.
inline bool read_short_number(std::string_view text, double& value) {
  constexpr size_t kDigits = 15;
  constexpr double kPowersOfTen[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  const char* next = text.data();
  const char* const end = next + text.size();
  if (text.size() > kDigits + 2 || text.empty()) return false;
  const bool negative = *next == '-';
  if (negative) ++next;
  const char* const first = next;
  uint64_t digits = 0;
  const auto digit = [&] { return static_cast<unsigned char>(*next - '0'); };
  for (; next != end && digit() <= 9; ++next) digits = 10 * digits + digit();
  auto count = static_cast<size_t>(next - first);
  if (next != end) {
    if (*next != '.') return false;
    const char* const point = next++;
    for (; next != end && digit() <= 9; ++next) digits = 10 * digits + digit();
    const auto behind = static_cast<size_t>(next - point) - 1;
    count += behind;
    if (next != end || count == 0 || count > kDigits) return false;
    value = static_cast<double>(digits) / kPowersOfTen[behind];
  } else {
    if (count == 0 || count > kDigits) return false;
    value = static_cast<double>(digits);
  }
  if (negative) value = -value;
  return true;
}

// The texts that stand for a missing value.
class MissingTexts {
 public:
  explicit MissingTexts(const std::set<std::string>& texts);
  // Whether a text is sure not to be one of them, and has no blanks before it.
  bool surely_lacks(std::string_view text) const {
    return !text.empty() && !first_[static_cast<unsigned char>(text[0])];
  }
  bool contains(std::string_view trimmed_text) const {
    if (trimmed_text.empty()) return empty_;
    return first_[static_cast<unsigned char>(trimmed_text[0])] && is_listed(trimmed_text);
  }

 private:
  bool is_listed(std::string_view text) const;

  std::set<std::string, std::less<>> texts_;
  // Bytes that one of them begins with, and blanks: most cells need no further look.
  std::array<bool, 256> first_{};
  bool empty_ = false;
};

}  // namespace aimodel
