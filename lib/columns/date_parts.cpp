#include "columns/date_parts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>

#include "columns/date_state.h"

namespace aimodel {

namespace {

constexpr std::array<DatePartRule, kDateParts> kRules = {{
    {"year", 1, 9999, false, true},
    {"month", 1, 12, true, true},
    {"day", 1, 31, true, true},
    {"weekday", 0, 6, true, true},
    {"day_of_year", 1, 366, true, true},
    {"hour", 0, 23, true, false},
    {"minute", 0, 59, true, false},
    {"second", 0, 59, true, false},
}};

// What rounding leaves of a zero is none.
double on_circle(DateNumber::As as, const DatePartRule& rule, int value) {
  const double turn = 2 * std::numbers::pi * (value - rule.low) / (rule.high - rule.low + 1);
  const double coordinate = as == DateNumber::As::sine ? std::sin(turn) : std::cos(turn);
  return std::abs(coordinate) < 1e-12 ? 0 : coordinate;
}

// Calls use(value, rows) for each value that was seen.
template <typename Use>
void for_each_value(DatePart part, const DatePartCounts& counts, const Use& use) {
  const std::vector<uint64_t>& rows = counts.of(part);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] > 0) use(rule_of(part).low + static_cast<int>(i), static_cast<double>(rows[i]));
  }
}

DateNumber cyclic_number(DatePart part, DateNumber::As as, const DatePartCounts& counts) {
  DateNumber number{part, as};
  double low = 2, high = -2, sum = 0, all = 0;
  for_each_value(part, counts, [&](int value, double rows) {
    const double coordinate = on_circle(as, rule_of(part), value);
    low = std::min(low, coordinate);
    high = std::max(high, coordinate);
    sum += rows * coordinate;
    all += rows;
  });
  constexpr double kSame = 1e-12;
  if (!(high - low > kSame)) return {part};
  number.fill = sum / all;
  return number;
}

DateNumber standard_number(DatePart part, const DatePartCounts& counts) {
  if (!counts.varies(part)) return {part};
  DateNumber number{part, DateNumber::As::standard};
  double all = 0, sum = 0, squares = 0;
  for_each_value(part, counts, [&](int value, double rows) {
    all += rows;
    sum += rows * value;
  });
  number.shift = sum / all;
  for_each_value(part, counts, [&](int value, double rows) {
    squares += rows * (value - number.shift) * (value - number.shift);
  });
  number.scale = std::sqrt(squares / all);
  return number;
}

}  // namespace

const DatePartRule& rule_of(DatePart part) {
  return kRules[static_cast<size_t>(part)];
}

std::optional<DatePart> find_part(const std::string& name) {
  for (size_t i = 0; i < kDateParts; ++i) {
    if (name == rule_of(static_cast<DatePart>(i)).name) return static_cast<DatePart>(i);
  }
  return std::nullopt;
}

int value_of(DatePart part, const Moment& moment) {
  using namespace std::chrono;
  const sys_days day{days(moment.day)};
  const year_month_day date(day);
  const double midnight = 86400 * std::floor(moment.seconds / 86400);  // durations have more days
  const auto seconds = static_cast<int64_t>(moment.seconds - midnight);
  switch (part) {
    case DatePart::year:
      return static_cast<int>(date.year());
    case DatePart::month:
      return static_cast<int>(static_cast<unsigned>(date.month()));
    case DatePart::day:
      return static_cast<int>(static_cast<unsigned>(date.day()));
    case DatePart::weekday:
      return static_cast<int>(weekday(day).iso_encoding()) - 1;
    case DatePart::day_of_year:
      return static_cast<int>((day - sys_days(date.year() / January / 1)).count()) + 1;
    case DatePart::hour:
      return static_cast<int>(seconds / 3600);
    case DatePart::minute:
      return static_cast<int>(seconds / 60 % 60);
    case DatePart::second:
      break;
  }
  return static_cast<int>(seconds % 60);
}

DatePartCounts::DatePartCounts() {
  for (const DatePartRule& rule : kRules) {
    counts_.emplace_back(static_cast<size_t>(rule.high - rule.low + 1));
  }
}

void DatePartCounts::add(const Moment& moment) {
  for (size_t i = 0; i < kDateParts; ++i) {
    const int value = value_of(static_cast<DatePart>(i), moment);
    ++counts_[i][static_cast<size_t>(value - kRules[i].low)];
  }
}

bool DatePartCounts::varies(DatePart part) const {
  return std::ranges::count_if(of(part), [](uint64_t rows) { return rows > 0; }) > 1;
}

double DateNumber::of(const Moment& moment) const {
  if (as == As::nothing) return 0;
  const int value = value_of(part, moment);
  return as == As::standard ? (value - shift) / scale : on_circle(as, rule_of(part), value);
}

std::vector<DateNumber> numbers_of(DatePart part, bool cyclic, const DatePartCounts& counts) {
  if (!cyclic || !rule_of(part).cyclic) return {standard_number(part, counts)};
  return {cyclic_number(part, DateNumber::As::sine, counts),
          cyclic_number(part, DateNumber::As::cosine, counts)};
}

}  // namespace aimodel
