#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "csv/date_cell.h"
#include "csv/date_reading.h"

namespace aimodel {

// Finds the one reading that all cells of the training rows agree with.
class DateReadingFit {
 public:
  DateReadingFit() = default;
  // What the user says is not found out.
  DateReadingFit(std::optional<DateReading::Order> order, std::optional<DateReading::Unit> unit)
      : given_order_(order), given_unit_(unit) {}

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
