#include "data/csv_cell.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"

namespace aimodel {

namespace {

constexpr double kPowersOfTen[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

// Plain decimals of up to 15 digits: digits and power of ten are exact doubles, so that one
// division rounds correctly (Clinger 1990), as std::from_chars would.
bool read_short_decimal(std::string_view text, double& value) {
  constexpr size_t kDigits = 15;
  const char* place = text.data();
  const char* const end = place + text.size();
  if (text.size() > kDigits + 2 || place == end) return false;
  const bool negative = *place == '-';
  if (negative) ++place;
  int64_t digits = 0;
  size_t count = 0, behind_point = 0;
  bool point = false;
  for (; place != end; ++place) {
    const auto digit = static_cast<unsigned char>(*place - '0');
    if (digit <= 9) {
      digits = 10 * digits + digit;
      ++count;
      behind_point += point ? 1 : 0;
    } else if (*place == '.' && !point) {
      point = true;
    } else {
      return false;
    }
  }
  if (count == 0 || count > kDigits) return false;
  const double size = static_cast<double>(digits) / kPowersOfTen[behind_point];
  value = negative ? -size : size;
  return true;
}

}  // namespace

bool read_number(std::string_view text, double& value) {
  if (read_short_decimal(text, value)) return true;
  const std::optional<double> number = parse_number(text);
  if (!number || std::isnan(*number)) return false;
  value = *number;
  return true;
}

MissingTexts::MissingTexts(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const std::string_view core = trimmed(text);
    if (core.empty()) {
      empty_ = true;
    } else {
      texts_.emplace_back(core);
      first_[static_cast<unsigned char>(core[0])] = true;
    }
  }
}

bool MissingTexts::is_listed(std::string_view text) const {
  return std::ranges::find(texts_, text) != texts_.end();
}

}  // namespace aimodel
