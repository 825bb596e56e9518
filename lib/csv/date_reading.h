#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "csv/date_cell.h"
#include "csv/frame.h"

namespace aimodel {

// When something was: the day and the time that calendar and clock showed there.
struct Moment {
  int64_t day = 0;     // since 1970-01-01; 0 for a time of day alone
  double seconds = 0;  // since midnight
  double offset = 0;   // of that clock from UTC, in seconds

  // Seconds since the beginning of 1970, UTC. A clock without an offset counts as UTC.
  double elapsed() const { return 86400.0 * static_cast<double>(day) + seconds - offset; }
};

// How the cells of a column are read as moments: what a single cell leaves open.
struct DateReading {
  enum class Kind : uint8_t { dates, times, numbers };
  enum class Order : uint8_t { unknown, day_month_year, month_day_year, year_month_day };
  // What a plain number counts since 1970, or since 1899-12-30 as Excel does, or whether its digits
  // are year, month, day. Days are never found by the size of numbers.
  enum class Unit : uint8_t {
    seconds,
    milliseconds,
    microseconds,
    nanoseconds,
    calendar,
    days,
    excel_days
  };

  Kind kind = Kind::dates;
  Order order = Order::unknown;
  Unit unit = Unit::seconds;

  // Nothing where the cell cannot be read in this way; it is not missing.
  std::optional<Moment> moment(const DateCell& cell) const;
  // What is to be said then.
  Error error(const DateCell& cell, const Frame& frame, uint32_t row,
              const std::string& column) const;
};

const char* name_of(DateReading::Kind kind);
const char* name_of(DateReading::Order order);
const char* name_of(DateReading::Unit unit);
// Undo name_of(); nothing for any other text.
std::optional<DateReading::Kind> find_kind(const std::string& name);
std::optional<DateReading::Order> find_order(const std::string& name);
std::optional<DateReading::Unit> find_unit(const std::string& name);
// "seconds since 1970"
std::string count_of(DateReading::Unit unit);

// Seconds since 1970, or since midnight, as a date or a time.
std::string to_string(double elapsed, DateReading::Kind kind);

// What a cell is, in the words of a reading.
DateReading::Kind kind_of(const DateCell& cell);
// "a date"
const char* noun(DateReading::Kind kind);
// The day since 1970-01-01 of a cell that is a date.
std::optional<int64_t> day_of(const DateCell& cell, DateReading::Order order);
// Whether a number of this size is likely to count in the unit: from 1973 to 5138, with digits from
// 1800 to 2199.
bool is_likely(double number, DateReading::Unit unit);

}  // namespace aimodel
