#include "csv/date_duration.h"

#include <string>

#include "base/numbers.h"
#include "csv/date_clock.h"

namespace aimodel {

namespace {

constexpr double kDay = 86400;
constexpr size_t kMostDigits = 6;

// " days ", " day, "
bool take_days_word(DateCursor& text) {
  if (!text.take_blanks()) return false;
  const std::string word = text.take_word();
  text.take(',');
  return (word == "day" || word == "days") && text.take_blanks();
}

// A number and its letter.
bool take_amount(DateCursor& text, char letter, double& number) {
  const size_t start = text.position();
  const auto whole = text.take_number(kMostDigits);
  if (whole) {
    if (text.take('.')) text.take_digits();
    const std::string digits(text.since(start));
    if (text.take(letter)) {
      number = parse_number(digits).value_or(0);
      return true;
    }
  }
  text.go_to(start);
  return false;
}

// P1DT2H3M4.5S
bool take_iso(DateCursor& text, double& seconds) {
  double days = 0, hours = 0, minutes = 0, rest = 0;
  if (!text.take('P')) return false;
  take_amount(text, 'D', days);
  if (!text.take('T')) return false;
  const bool hour = take_amount(text, 'H', hours), minute = take_amount(text, 'M', minutes);
  const bool second = take_amount(text, 'S', rest);
  seconds = kDay * days + 3600 * hours + 60 * minutes + rest;
  return hour || minute || second;
}

// 1 days 02:03:04
bool take_days(DateCursor& text, bool negative, double& seconds) {
  const auto days = text.take_number(kMostDigits);
  if (!days || !take_days_word(text)) return false;
  const bool back = !text.take('+') && text.take('-');
  DateCell clock;
  if (!take_time(text, clock, 2) || clock.clock != 3) return false;
  const double whole = kDay * days->value;
  seconds = (negative ? -whole : whole) + (back ? -clock.seconds : clock.seconds);
  return true;
}

bool take_seconds(DateCursor& text, DateCell& cell) {
  const size_t start = text.position();
  const bool negative = text.take('-');
  const size_t behind = text.position();
  cell.clock = 3;
  if (take_days(text, negative, cell.seconds)) return true;
  text.go_to(behind);
  bool read = take_iso(text, cell.seconds);
  if (!read) {
    text.go_to(behind);
    read = negative && take_time(text, cell, 4);
  }
  if (!read) text.go_to(start);
  if (negative) cell.seconds = -cell.seconds;
  return read;
}

}  // namespace

bool take_duration(DateCursor& text, DateCell& cell) {
  if (take_seconds(text, cell)) return true;
  cell = {};
  return false;
}

}  // namespace aimodel
