#include "csv/date_reading_fit.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/names.h"

namespace aimodel {

namespace {

using Form = DateCell::Form;
using Kind = DateReading::Kind;
using Order = DateReading::Order;
using Unit = DateReading::Unit;

constexpr size_t kCounts = 4;  // units that count parts of seconds, which come first

}  // namespace

std::string DateReadingFit::Seen::text() const {
  if (line == 0) return quote(to_string(cell));
  return fmt::format("{} (line {})", quote(to_string(cell)), line);
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
    for (size_t i = 1; i < against_orders_.size(); ++i) {
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
  for (size_t i = 1; i < against_orders_.size(); ++i) {
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
    throw fail(fmt::format("{} is no date in the order {}", bad->text(), name_of(*given_order_)),
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
  for (size_t i = 0; i < kCounts; ++i) {
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
