#include "csv/date_clock.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/numbers.h"

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
  const size_t start = text.position();
  text.take_blanks();
  const int half = text.take('a') || text.take('A') ? 1 : text.take('p') || text.take('P') ? 2 : 0;
  if (half != 0) {
    const bool dots = text.take('.');
    if ((text.take('m') || text.take('M')) && !text.at_letter()) {
      if (dots) text.take('.');
      return half;
    }
  }
  text.go_to(start);
  return 0;
}

// CET, CEST: of the word that a text begins with how many letters it has; 0 where it is none.
size_t zone_word_size(std::string_view text) {
  constexpr size_t kShortest = 2, kLongest = 5;
  const auto* end = std::ranges::find_if(text, [](char c) { return c < 'A' || c > 'Z'; });
  const auto size = static_cast<size_t>(end - text.begin());
  const bool whole = size == text.size() || text[size] == ' ';
  return whole && size >= kShortest && size <= kLongest ? size : 0;
}

bool set_time(DateCell& cell, int hours, int minutes, double seconds, int most_hours) {
  if (hours > most_hours || minutes > 59 || seconds >= 61) return false;
  cell.seconds = 3600.0 * hours + 60.0 * minutes + seconds;
  return most_hours != 24 || cell.seconds <= 86400;
}

// +01:00, +0100, +01 in quarters of an hour; behind UTC also +1.
std::optional<int8_t> take_offset(DateCursor& text, bool one_digit) {
  const bool west = text.next() == '-';
  if (!text.take('+') && !text.take('-')) return std::nullopt;
  const auto hours = text.take_number(4);
  if (!hours || hours->digits == 3 || (hours->digits == 1 && !one_digit)) return std::nullopt;
  int total = hours->digits == 4 ? 60 * (hours->value / 100) : 60 * hours->value;
  int minutes = hours->digits == 4 ? hours->value % 100 : 0;
  if (hours->digits <= 2 && text.take(':')) {
    const auto more = text.take_number(2);
    if (!more || more->digits != 2) return std::nullopt;
    minutes = more->value;
  }
  total += minutes;
  if (minutes > 59 || total > 18 * 60 || total % 15 != 0) return std::nullopt;
  return static_cast<int8_t>((west ? -total : total) / 15);
}

// What an offset is called there: CET, (Central European Time), [Europe/Paris].
void take_zone_name(DateCursor& text) {
  const size_t start = text.position();
  text.take_blanks();
  for (const auto& [open, close] : {std::pair('(', ')'), std::pair('[', ']')}) {
    if (!text.take(open)) continue;
    const size_t end = text.rest().find(close);
    if (end == std::string_view::npos) return text.go_to(start);
    text.go_to(text.position() + end + 1);
    return;
  }
  const std::string_view rest = text.rest();
  if (const size_t size = zone_word_size(rest); size > 0) {
    text.take(rest.substr(0, size));
  } else {
    text.go_to(start);
  }
}

}  // namespace

bool take_time(DateCursor& text, DateCell& cell, size_t hour_digits) {
  const size_t start = text.position();
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
    text.go_to(start);
    return false;
  }
  cell.clock = clock;
  return true;
}

bool take_clock(DateCursor& text, DateCell& cell) {
  if (take_time(text, cell, 2)) return true;
  const size_t start = text.position();
  const auto all = text.take_number(6);
  if (!all || (all->digits != 4 && all->digits != 6)) {
    text.go_to(start);
    return false;
  }
  const int time = all->digits == 4 ? 100 * all->value : all->value;
  cell.clock = static_cast<uint8_t>(all->digits / 2);
  return set_time(cell, time / 10000, time / 100 % 100, time % 100 + take_fraction(text), 24);
}

void take_zone(DateCursor& text, DateCell& cell) {
  const size_t start = text.position();
  text.take_blanks();
  const size_t zone = text.position();
  const std::string word = text.take_word();
  const bool universal = word == "z" || word == "utc" || word == "gmt";
  if (!universal) text.go_to(zone);
  const size_t behind = text.position();
  if (const auto offset = take_offset(text, universal)) {
    cell.offset = *offset;
  } else if (universal) {
    text.go_to(behind);
    cell.offset = 0;
  } else {
    text.go_to(start);
    return;
  }
  take_zone_name(text);
}

}  // namespace aimodel
