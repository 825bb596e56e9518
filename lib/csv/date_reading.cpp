#include "csv/date_reading.h"

#include <array>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/names.h"

namespace aimodel {

namespace {

using Form = DateCell::Form;
using Kind = DateReading::Kind;
using Order = DateReading::Order;
using Unit = DateReading::Unit;

constexpr std::array<const char*, 3> kKinds = {"dates", "times", "numbers"};
constexpr std::array<const char*, 4> kOrders = {"unknown", "day_month_year", "month_day_year",
                                                "year_month_day"};
constexpr std::array<const char*, 7> kUnitNames = {
    "seconds", "milliseconds", "microseconds", "nanoseconds", "calendar", "days", "excel_days"};
constexpr std::array<double, 4> kPerSecond = {1, 1e3, 1e6, 1e9};

template <typename Value, size_t n>
std::optional<Value> find_name(const std::array<const char*, n>& names, const std::string& name) {
  for (size_t i = 0; i < n; ++i) {
    if (name == names[i]) return static_cast<Value>(i);
  }
  return std::nullopt;
}

std::optional<int64_t> day_of(int64_t year, int64_t month, int64_t day) {
  if (!is_day(year, month, day)) return std::nullopt;
  const auto date =
      std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) / static_cast<int>(day);
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// 2024, 202401, 20240131, 202401311355, 20240131135536
std::optional<Moment> read_digits(double number) {
  if (number != std::trunc(number) || number < 1000 || number > 99991231235959) return std::nullopt;
  auto digits = static_cast<int64_t>(number);
  const auto take = [&] {
    const int64_t two = digits % 100;
    digits /= 100;
    return two;
  };
  int64_t seconds = 0;
  if (digits >= 100000000000) {  // with a time
    const int64_t second = digits >= 10000000000000 ? take() : 0;
    const int64_t minute = take(), hour = take();
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    seconds = 3600 * hour + 60 * minute + second;
  }
  int64_t day = 1, month = 1;
  if (digits >= 10000000 && digits <= 99999999) day = take();
  if (digits >= 100000 && digits <= 999999) month = take();
  if (digits > 9999) return std::nullopt;
  const auto found = day_of(digits, month, day);
  if (!found) return std::nullopt;
  return Moment{*found, static_cast<double>(seconds), 0};
}

std::optional<Moment> read_count(double number, Unit unit) {
  if (unit == Unit::calendar) return read_digits(number);
  if (unit == Unit::days) return read_count(86400 * number, Unit::seconds);
  if (unit == Unit::excel_days) {
    constexpr double kTo1970 = 25569, kMilliseconds = 86400e3;  // beyond them digits are rounding
    return read_count(std::round(kMilliseconds * (number - kTo1970)), Unit::milliseconds);
  }
  const double seconds = number / kPerSecond[static_cast<size_t>(unit)];
  const double day = std::floor(seconds / 86400);
  constexpr double kFirst = -719162, kLast = 2932896;  // 0001-01-01, 9999-12-31
  if (!(day >= kFirst && day <= kLast)) return std::nullopt;
  return Moment{static_cast<int64_t>(day), seconds - 86400 * day, 0};
}

}  // namespace

Kind kind_of(const DateCell& cell) {
  return cell.form == Form::time     ? Kind::times
         : cell.form == Form::number ? Kind::numbers
                                     : Kind::dates;
}

std::optional<int64_t> day_of(const DateCell& cell, Order order) {
  if (cell.form == Form::calendar) return day_of(cell.year, cell.first, cell.second);
  const bool short_year = cell.form == Form::three_twos;
  const int year = short_year ? full_year(cell.year) : cell.year;
  switch (order) {
    case Order::day_month_year:
      return day_of(year, cell.second, cell.first);
    case Order::month_day_year:
      return day_of(year, cell.first, cell.second);
    case Order::year_month_day:
      if (short_year) return day_of(full_year(cell.first), cell.second, cell.year);
      break;
    case Order::unknown:
      break;
  }
  return std::nullopt;
}

bool is_likely(double number, Unit unit) {
  if (unit == Unit::calendar) {
    const auto moment = read_digits(number);
    constexpr int64_t kFirst = -62091, kLast = 84005;
    return moment && moment->day >= kFirst && moment->day <= kLast;
  }
  const double seconds = std::abs(number) / kPerSecond[static_cast<size_t>(unit)];
  return seconds >= 1e8 && seconds < 1e11;
}

const char* noun(Kind kind) {
  return kind == Kind::dates   ? "a date"
         : kind == Kind::times ? "a time without a date"
                               : "a number";
}

std::optional<Moment> DateReading::moment(const DateCell& cell) const {
  if (kind_of(cell) != kind) {
    // Digits are a way to write a date (ISO 8601, basic format).
    if (kind != Kind::dates || cell.form != Form::number || unit != Unit::calendar) {
      return std::nullopt;
    }
  }
  if (cell.form == Form::number) return read_count(cell.seconds, unit);
  const double offset = cell.offset == DateCell::kNoOffset ? 0 : 900.0 * cell.offset;
  if (cell.form == Form::time) return Moment{0, cell.seconds, offset};
  const auto day = day_of(cell, order);
  if (!day) return std::nullopt;
  const bool next_day = cell.seconds >= 86400;  // 24:00, or a leap second
  return Moment{*day + (next_day ? 1 : 0), cell.seconds - (next_day ? 86400 : 0), offset};
}

Error DateReading::error(const DateCell& cell, const Frame& frame, uint32_t row,
                         const std::string& column) const {
  const std::string text = quote(to_string(cell));
  const Kind found = kind_of(cell);
  if (found == Kind::numbers && unit == Unit::calendar) {
    return value_error(frame, row, column,
                       text + " is no date in the digits of year, month and day");
  }
  if (found != kind) {
    return value_error(frame, row, column,
                       fmt::format("{} is {}, and training saw {} only", text, noun(found),
                                   kKinds[static_cast<size_t>(kind)]));
  }
  if (kind == Kind::numbers) {
    return value_error(
        frame, row, column,
        fmt::format("{} {} are no date of the years 1 to 9999", text, count_of(unit)));
  }
  if (order == Order::unknown) {
    return value_error(
        frame, row, column,
        fmt::format("{} may have the day or the month first, and training saw none of its kind",
                    text),
        "write it as 2024-12-31, or set \"order\" in its group and train again");
  }
  return value_error(
      frame, row, column,
      fmt::format("{} is no date in the order {}", text, kOrders[static_cast<size_t>(order)]));
}

const char* name_of(Kind kind) {
  return kKinds[static_cast<size_t>(kind)];
}

const char* name_of(Order order) {
  return kOrders[static_cast<size_t>(order)];
}

const char* name_of(Unit unit) {
  return kUnitNames[static_cast<size_t>(unit)];
}

std::string count_of(Unit unit) {
  if (unit == Unit::excel_days) return "days since 1899-12-30";
  return fmt::format("{} since 1970", name_of(unit));
}

std::string to_string(double elapsed, Kind kind) {
  DateCell cell;
  cell.form = Form::time;
  cell.seconds = elapsed;
  const double day = std::floor(elapsed / 86400);
  if (kind != Kind::times) {
    const std::chrono::year_month_day date{
        std::chrono::sys_days(std::chrono::days(static_cast<int64_t>(day)))};
    cell.form = Form::calendar;
    cell.year = static_cast<int16_t>(static_cast<int>(date.year()));
    cell.first = static_cast<uint8_t>(static_cast<unsigned>(date.month()));
    cell.second = static_cast<uint8_t>(static_cast<unsigned>(date.day()));
    cell.seconds = elapsed - 86400 * day;
  }
  cell.clock = cell.seconds == 0 && kind != Kind::times ? 0
               : std::fmod(cell.seconds, 60) == 0       ? 2
                                                        : 3;
  return to_string(cell);
}

std::optional<Kind> find_kind(const std::string& name) {
  return find_name<Kind>(kKinds, name);
}

std::optional<Order> find_order(const std::string& name) {
  return find_name<Order>(kOrders, name);
}

std::optional<Unit> find_unit(const std::string& name) {
  return find_name<Unit>(kUnitNames, name);
}

}  // namespace aimodel
