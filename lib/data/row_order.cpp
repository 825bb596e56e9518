#include "data/row_order.h"

#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "data/csv_cell.h"

namespace aimodel {

namespace {

// Takes digits from the front of a text.
class Digits {
 public:
  explicit Digits(std::string_view text) : text_(text) {}

  bool take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool number(size_t digits, int& value) {
    if (text_.size() < digits) return false;
    value = 0;
    for (size_t i = 0; i < digits; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      value = 10 * value + (text_[i] - '0');
    }
    text_.remove_prefix(digits);
    return true;
  }
  double fraction() {
    double value = 0;
    for (double place = 0.1; !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; place /= 10) {
      value += place * (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return value;
  }
  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
};

// Seconds since 1970 of a date and time as ISO 8601 writes it: 2024-03, 2024-03-31,
// 2024-03-31T12:30, 2024-03-31 12:30:15.25+02:00.
std::optional<double> iso_seconds(std::string_view text) {
  Digits digits(text);
  int year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0;
  if (!digits.number(4, year) || !digits.take('-') || !digits.number(2, month)) return {};
  if (digits.take('-') && !digits.number(2, day)) return {};
  double fraction = 0;
  int shift = 0;  // minutes that the clock is ahead
  if (digits.take('T') || digits.take(' ')) {
    if (!digits.number(2, hour) || !digits.take(':') || !digits.number(2, minute)) return {};
    if (digits.take(':')) {
      if (!digits.number(2, second)) return {};
      if (digits.take('.')) fraction = digits.fraction();
    }
    const int sign = digits.take('+') ? 1 : digits.take('-') ? -1 : 0;
    if (sign != 0) {
      int hours = 0, minutes = 0;
      if (!digits.number(2, hours)) return {};
      digits.take(':');
      if (!digits.at_end() && !digits.number(2, minutes)) return {};
      shift = sign * (60 * hours + minutes);
    } else {
      digits.take('Z');
    }
  }
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!digits.at_end() || !date.ok() || hour > 24 || minute > 59 || second > 60) return {};
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return ((static_cast<double>(days) * 24 + hour) * 60 + minute - shift) * 60 + second + fraction;
}

}  // namespace

std::vector<double> order_of(const FrameColumn& cells, const std::string& file) {
  std::vector<double> order{-std::numeric_limits<double>::infinity()};
  std::string number, date;  // the first text of each kind
  for (size_t i = 1; i < cells.texts.size(); ++i) {
    const std::string_view text = trimmed(cells.texts[i]);
    double value = 0;
    if (read_number(text, value)) {
      number = number.empty() ? text : number;
    } else if (const std::optional<double> seconds = iso_seconds(text)) {
      value = *seconds;
      date = date.empty() ? text : date;
    } else {
      throw Error(Exit::data, file,
                  fmt::format("column {}: rows cannot be put in order by {}", quote(cells.name),
                              quote(std::string(text))),
                  "the last rows are found by numbers, or by dates and times as 2024-03-31 and "
                  "2024-03-31T12:30:00");
    }
    if (!number.empty() && !date.empty()) {
      throw Error(
          Exit::data, file,
          fmt::format("column {}: rows cannot be put in order by numbers and dates together "
                      "({}, {})",
                      quote(cells.name), number, date));
    }
    order.push_back(value);
  }
  return order;
}

}  // namespace aimodel
