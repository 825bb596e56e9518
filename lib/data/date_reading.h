#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/column_fit.h"
#include "data/date_cell.h"
#include "data/stored_state.h"

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

const char* name_of(DateReading::Order order);
const char* name_of(DateReading::Unit unit);
// "seconds since 1970"
std::string count_of(DateReading::Unit unit);

// Seconds since 1970, or since midnight, as a date or a time.
std::string to_string(double elapsed, DateReading::Kind kind);

void store_reading(const DateReading& reading, Json& state);
DateReading restore_reading(const StoredState& state);

// Finds the one reading that all cells of the training rows agree with.
class DateReadingFit {
 public:
  DateReadingFit() = default;
  explicit DateReadingFit(const Options& options);  // its "order" and "unit"

  void add(const DateCell& cell, uint64_t line);
  int64_t count() const { return count_; }
  // The orders that all cells agree with that leave it open; whether there is more than one.
  std::vector<DateReading::Order> orders() const;
  bool order_is_open() const;
  void choose(DateReading::Order order) { given_order_ = order; }
  // Of one cell at least. Throws Error (data) where there is none, or more than one.
  DateReading result(const std::string& file, const std::string& column) const;

 private:
  // A cell and where it stands.
  struct Seen {
    DateCell cell;
    uint64_t line = 0;
    std::string text() const;
  };
  using MaybeSeen = std::optional<Seen>;

  DateReading::Order order(const std::string& file, const std::string& column) const;
  DateReading::Unit unit(const std::string& file, const std::string& column) const;

  std::optional<DateReading::Order> given_order_;
  std::optional<DateReading::Unit> given_unit_;
  int64_t count_ = 0;
  std::array<MaybeSeen, 3> kinds_;           // the first cell of each
  std::array<MaybeSeen, 4> against_orders_;  // the first cell that each order does not read
  std::array<MaybeSeen, 5> against_units_;
  MaybeSeen open_;                   // the first cell that leaves the order open
  bool dotted_ = true;               // all of those that do have dots
  std::array<MaybeSeen, 2> clocks_;  // times of two and of three numbers
};

}  // namespace aimodel
