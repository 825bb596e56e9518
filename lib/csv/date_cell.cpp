#include "csv/date_cell.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/numbers.h"
#include "csv/date_text.h"

namespace aimodel {

namespace {

constexpr size_t kLongestDate = 100;

std::string clock_of(const DateCell& cell) {
  const double seconds = std::abs(cell.seconds);
  const auto whole = static_cast<int64_t>(seconds);
  std::string text =
      fmt::format("{}{:02}:{:02}", cell.seconds < 0 ? "-" : "", whole / 3600, whole / 60 % 60);
  if (cell.clock < 3) return text;
  text += fmt::format(":{:02}", whole % 60);
  if (const double rest = seconds - static_cast<double>(whole); rest > 0) {
    std::string fraction = fmt::format("{:.6f}", rest).substr(1);
    while (fraction.back() == '0') fraction.pop_back();
    if (fraction.size() > 1) text += fraction;
  }
  return text;
}

// EST, Europe/Berlin
bool may_be_zone(std::string_view word) {
  constexpr size_t kShortest = 2, kLongestName = 5;
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto of_region = [&](char c) {
    return capital(c) || (c >= 'a' && c <= 'z') || c == '/' || c == '_';
  };
  if (word.find('/') != std::string_view::npos) return std::ranges::all_of(word, of_region);
  return word.size() >= kShortest && word.size() <= kLongestName &&
         std::ranges::all_of(word, capital);
}

std::string zone_of(const DateCell& cell) {
  if (cell.offset == DateCell::kNoOffset) return "";
  if (cell.offset == 0) return "Z";
  const int minutes = 15 * std::abs(cell.offset);
  return fmt::format("{}{:02}:{:02}", cell.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

bool is_day(int64_t year, int64_t month, int64_t day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  return (std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) /
          static_cast<int>(day))
      .ok();
}

int full_year(int two_digits) {
  return two_digits + (two_digits >= 69 ? 1900 : 2000);
}

bool read_date(std::string_view text, DateCell& cell) {
  cell = {};
  if (const auto number = parse_number(text)) {
    if (!std::isfinite(*number)) return false;
    cell.form = DateCell::Form::number;
    cell.seconds = *number;
    return true;
  }
  return text.size() <= kLongestDate && read_date_text(text, cell);
}

std::string_view unread_zone(std::string_view text) {
  DateCell cell;
  if (text.size() > kLongestDate || read_date(text, cell)) return "";
  for (size_t begin = text.find(' '); begin != std::string_view::npos;) {
    const size_t end = std::min(text.find(' ', begin + 1), text.size());
    const std::string_view word = text.substr(begin + 1, end - begin - 1);
    std::string rest(text.substr(0, begin));
    rest += text.substr(end);
    if (may_be_zone(word) && read_date(rest, cell) && cell.clock > 0 &&
        cell.offset == DateCell::kNoOffset && cell.form != DateCell::Form::time) {
      return word;
    }
    begin = end == text.size() ? std::string_view::npos : end;
  }
  return "";
}

std::string to_string(const DateCell& cell) {
  std::string date;
  switch (cell.form) {
    case DateCell::Form::missing:
      return "";
    case DateCell::Form::number:
      return cell.seconds == std::trunc(cell.seconds) && std::abs(cell.seconds) < 1e18
                 ? fmt::format("{:.0f}", cell.seconds)
                 : shortest(cell.seconds);
    case DateCell::Form::time:
      return clock_of(cell) + zone_of(cell);
    case DateCell::Form::calendar:
      date = fmt::format("{:04}-{:02}-{:02}", cell.year, cell.first, cell.second);
      break;
    case DateCell::Form::year_last:
    case DateCell::Form::three_twos: {
      const int digits = cell.form == DateCell::Form::year_last ? 4 : 2;
      date = fmt::format("{:02}{}{:02}{}{:0{}}", cell.first, cell.separator, cell.second,
                         cell.separator, cell.year, digits);
    }
  }
  return cell.clock == 0 ? date : date + " " + clock_of(cell) + zone_of(cell);
}

}  // namespace aimodel
