#include "data/date_reading.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"

namespace aimodel {

namespace {

using Form = DateCell::Form;
using Kind = DateReading::Kind;
using Order = DateReading::Order;
using Unit = DateReading::Unit;

constexpr std::array<const char*, 3> kKinds = {"dates", "times", "numbers"};
constexpr std::array<const char*, 4> kOrders = {"unknown", "day_month_year", "month_day_year",
                                                "year_month_day"};
constexpr std::array<const char*, 7> kUnits = {
    "seconds", "milliseconds", "microseconds", "nanoseconds", "calendar", "days", "excel_days"};
constexpr std::array<double, 4> kPerSecond = {1, 1e3, 1e6, 1e9};

template <typename Value, size_t n>
std::optional<Value> find_name(const std::array<const char*, n>& names, const std::string& name) {
  for (size_t i = 0; i < n; ++i) {
    if (name == names[i]) return static_cast<Value>(i);
  }
  return std::nullopt;
}

Kind kind_of(const DateCell& cell) {
  return cell.form == Form::time     ? Kind::times
         : cell.form == Form::number ? Kind::numbers
                                     : Kind::dates;
}

std::optional<int64_t> day_of(int64_t year, int64_t month, int64_t day) {
  if (!is_day(year, month, day)) return std::nullopt;
  const auto date =
      std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) / static_cast<int>(day);
  return std::chrono::sys_days(date).time_since_epoch().count();
}

// The day of a cell that is a date.
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

// Whether a number of this size is likely to count in the unit: from 1973 to 5138, with digits from
// 1800 to 2199.
bool is_likely(double number, Unit unit) {
  if (unit == Unit::calendar) {
    const auto moment = read_digits(number);
    constexpr int64_t kFirst = -62091, kLast = 84005;
    return moment && moment->day >= kFirst && moment->day <= kLast;
  }
  const double seconds = std::abs(number) / kPerSecond[static_cast<size_t>(unit)];
  return seconds >= 1e8 && seconds < 1e11;
}

// What stands in a cell of this kind.
const char* noun(Kind kind) {
  return kind == Kind::dates   ? "a date"
         : kind == Kind::times ? "a time without a date"
                               : "a number";
}

}  // namespace

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

const char* name_of(Order order) {
  return kOrders[static_cast<size_t>(order)];
}

const char* name_of(Unit unit) {
  return kUnits[static_cast<size_t>(unit)];
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

void store_reading(const DateReading& reading, Json& state) {
  state["kind"] = kKinds[static_cast<size_t>(reading.kind)];
  state["order"] = kOrders[static_cast<size_t>(reading.order)];
  state["unit"] = kUnits[static_cast<size_t>(reading.unit)];
}

DateReading restore_reading(const StoredState& state) {
  const auto kind = find_name<Kind>(kKinds, state.text("kind"));
  if (!kind) throw state.error("\"kind\" is unknown");
  const auto order = find_name<Order>(kOrders, state.text("order"));
  if (!order) throw state.error("\"order\" is unknown");
  const auto unit = find_name<Unit>(kUnits, state.text("unit"));
  if (!unit) throw state.error("\"unit\" is unknown");
  return {*kind, *order, *unit};
}

std::string DateReadingFit::Seen::text() const {
  if (line == 0) return quote(to_string(cell));
  return fmt::format("{} (line {})", quote(to_string(cell)), line);
}

DateReadingFit::DateReadingFit(const Options& options) {
  given_order_ = find_name<Order>(kOrders, options.text("order"));  // none for auto
  given_unit_ = find_name<Unit>(kUnits, options.text("unit"));
}

void DateReadingFit::add(const DateCell& cell, uint64_t line) {
  if (cell.form == Form::missing) return;
  ++count_;
  const auto note = [&](MaybeSeen& slot) {
    if (!slot) slot = Seen{cell, line};
  };
  note(kinds_[static_cast<size_t>(kind_of(cell))]);
  if (cell.form == Form::time) {
    note(clocks_[cell.clock == 2 ? 0 : 1]);
  } else if (cell.form == Form::number) {
    for (size_t i = 0; i < against_units_.size(); ++i) {
      if (!is_likely(cell.seconds, static_cast<Unit>(i))) note(against_units_[i]);
    }
  } else if (cell.form != Form::calendar) {
    int orders = 0;
    for (size_t i = 1; i < kOrders.size(); ++i) {
      if (day_of(cell, static_cast<Order>(i))) {
        ++orders;
      } else {
        note(against_orders_[i]);
      }
    }
    if (orders > 1) {
      note(open_);
      dotted_ = dotted_ && cell.separator == '.';
    }
  }
}

DateReading DateReadingFit::result(const std::string& file, const std::string& column) const {
  DateReading reading;
  const auto fail = [&](const std::string& what, const std::string& hint) {
    return Error(Exit::data, file, "column " + quote(column) + ": " + what, hint);
  };
  const MaybeSeen &date = kinds_[0], &time = kinds_[1], &number = kinds_[2];
  if (number) reading.unit = unit(file, column);
  if (int{date.has_value()} + int{time.has_value()} + int{number.has_value()} > 1) {
    if (time || reading.unit != Unit::calendar) {
      const Seen& one = date ? *date : *number;
      const Seen& other = time ? *time : *number;
      throw fail(fmt::format("{} is {}, {} is {}", one.text(), noun(kind_of(one.cell)),
                             other.text(), noun(kind_of(other.cell))),
                 "all cells of a column must be of one kind");
    }
  }
  const bool digits = number && reading.unit == Unit::calendar;
  reading.kind = date || digits ? Kind::dates : time ? Kind::times : Kind::numbers;
  if (clocks_[0] && clocks_[1]) {
    throw fail(fmt::format("{} has two numbers, {} has three: is it hours and minutes, or minutes "
                           "and seconds?",
                           clocks_[0]->text(), clocks_[1]->text()),
               "write all of them with hours, minutes and seconds");
  }
  if (date) reading.order = order(file, column);
  return reading;
}

std::vector<Order> DateReadingFit::orders() const {
  std::vector<Order> left;
  for (size_t i = 1; i < kOrders.size(); ++i) {
    if (!against_orders_[i]) left.push_back(static_cast<Order>(i));
  }
  return left;
}

bool DateReadingFit::order_is_open() const {
  if (!open_ || orders().size() < 2) return false;
  return !dotted_ || against_orders_[static_cast<size_t>(Order::day_month_year)];
}

Order DateReadingFit::order(const std::string& file, const std::string& column) const {
  const auto fail = [&](const std::string& what, const std::string& hint) {
    return Error(Exit::data, file, "column " + quote(column) + ": " + what, hint);
  };
  if (given_order_) {
    const MaybeSeen& bad = against_orders_[static_cast<size_t>(*given_order_)];
    if (!bad) return *given_order_;
    throw fail(fmt::format("{} is no date in the order {}", bad->text(),
                           kOrders[static_cast<size_t>(*given_order_)]),
               "\"order\" in its group says how dates are written");
  }
  const bool any = open_ || against_orders_[1] || against_orders_[2] || against_orders_[3];
  if (!any) return Order::unknown;  // all were written with the year first, or a month's name
  const std::vector<Order> left = orders();
  if (left.size() == 1) return left[0];
  if (left.empty()) {
    throw fail(fmt::format("no order of day, month and year fits both {} and {}",
                           against_orders_[1]->text(), against_orders_[2]->text()),
               "all dates of a column must be written in one way");
  }
  if (!order_is_open()) return Order::day_month_year;  // nobody writes 12.31.2024
  std::string choices;
  for (const Order each : left) {
    choices += fmt::format("{}\"{}\"", choices.empty() ? "" : " or ", name_of(each));
  }
  throw fail(fmt::format("{} can be read as a date in more than one order, and no row decides",
                         open_->text()),
             "set \"order\" in its group to " + choices);
}

Unit DateReadingFit::unit(const std::string& file, const std::string& column) const {
  if (given_unit_) return *given_unit_;
  if (!against_units_[static_cast<size_t>(Unit::calendar)]) return Unit::calendar;
  for (size_t i = 0; i < kPerSecond.size(); ++i) {
    if (!against_units_[i]) return static_cast<Unit>(i);
  }
  throw Error(Exit::data, file,
              fmt::format("column {}: what the number {} counts is not clear from its size and "
                          "that of the others",
                          quote(column), kinds_[2]->text()),
              "set \"unit\" in its group to \"seconds\", \"milliseconds\", \"microseconds\" or "
              "\"nanoseconds\" since 1970, to \"calendar\" for digits as in 20240131, or to "
              "\"excel_days\" for days as spreadsheets count them");
}

}  // namespace aimodel
