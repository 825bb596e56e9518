#include "data/date_clock.h"

#include <optional>
#include <string>

#include "base/text.h"

namespace aimodel {

namespace {

double take_fraction(DateCursor& text) {
  const bool digit = text.next(1) >= '0' && text.next(1) <= '9';
  if (!digit || !(text.take('.') || text.take(','))) return 0;
  std::string digits = "0.";
  digits += text.take_digits();
  return parse_number(digits).value_or(0);
}

// 1 for AM, 2 for PM, 0 for neither.
int take_half_of_day(DateCursor& text) {
  const size_t start = text.place();
  text.take_blanks();
  const int half = text.take('a') || text.take('A') ? 1 : text.take('p') || text.take('P') ? 2 : 0;
  if (half != 0) {
    const bool dots = text.take('.');
    if ((text.take('m') || text.take('M')) && !text.at_letter()) {
      if (dots) text.take('.');
      return half;
    }
  }
  text.go_back(start);
  return 0;
}

bool set_time(DateCell& cell, int hours, int minutes, double seconds, int most_hours) {
  if (hours > most_hours || minutes > 59 || seconds >= 61) return false;
  cell.seconds = 3600.0 * hours + 60.0 * minutes + seconds;
  return most_hours != 24 || cell.seconds <= 86400;
}

// +01:00, +0100, +01 in quarters of an hour.
std::optional<int8_t> take_offset(DateCursor& text) {
  const bool west = text.next() == '-';
  if (!text.take('+') && !text.take('-')) return std::nullopt;
  const auto hours = text.take_number(4);
  if (!hours || (hours->digits != 2 && hours->digits != 4)) return std::nullopt;
  int total = hours->digits == 4 ? 60 * (hours->value / 100) : 60 * hours->value;
  int minutes = hours->digits == 4 ? hours->value % 100 : 0;
  if (hours->digits == 2 && text.take(':')) {
    const auto more = text.take_number(2);
    if (!more || more->digits != 2) return std::nullopt;
    minutes = more->value;
  }
  total += minutes;
  if (minutes > 59 || total > 18 * 60 || total % 15 != 0) return std::nullopt;
  return static_cast<int8_t>((west ? -total : total) / 15);
}

}  // namespace

bool take_time(DateCursor& text, DateCell& cell, size_t hour_digits) {
  const size_t start = text.place();
  const auto hour = text.take_number(hour_digits);
  bool read = hour && text.take(':');
  const auto minute = read ? text.take_number(2) : std::nullopt;
  read = minute && minute->digits == 2;
  double seconds = 0;
  uint8_t clock = 2;
  if (read && text.take(':')) {
    const auto second = text.take_number(2);
    read = second && second->digits == 2;
    if (read) seconds = second->value + take_fraction(text);
    clock = 3;
  }
  if (read) {
    const int half = take_half_of_day(text);
    read = half == 0 || (hour->value >= 1 && hour->value <= 12);
    const int hours = half == 0 ? hour->value : hour->value % 12 + (half == 2 ? 12 : 0);
    read = read && set_time(cell, hours, minute->value, seconds, hour_digits == 2 ? 24 : 9999);
  }
  if (!read) {
    text.go_back(start);
    return false;
  }
  cell.clock = clock;
  return true;
}

bool take_clock(DateCursor& text, DateCell& cell) {
  if (take_time(text, cell, 2)) return true;
  const size_t start = text.place();
  const auto all = text.take_number(6);
  if (!all || (all->digits != 4 && all->digits != 6)) {
    text.go_back(start);
    return false;
  }
  const int time = all->digits == 4 ? 100 * all->value : all->value;
  cell.clock = static_cast<uint8_t>(all->digits / 2);
  return set_time(cell, time / 10000, time / 100 % 100, time % 100 + take_fraction(text), 24);
}

void take_zone(DateCursor& text, DateCell& cell) {
  const size_t start = text.place();
  text.take_blanks();
  const size_t zone = text.place();
  const std::string word = text.take_word();
  if (word == "z" || word == "utc" || word == "gmt") {
    cell.offset = 0;
    return;
  }
  text.go_back(zone);
  if (const auto offset = take_offset(text)) {
    cell.offset = *offset;
  } else {
    text.go_back(start);
  }
}

}  // namespace aimodel
