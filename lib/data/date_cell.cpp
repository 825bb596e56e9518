#include "data/date_cell.h"

#include <array>
#include <chrono>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace aimodel {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

// Whether a word is a name or its first letters, three of them at least ("Sept" is September).
bool names(const std::string& word, std::string_view name) {
  return word.size() >= 3 && name.starts_with(word);
}

template <size_t n>
int place_of(const std::string& word, const std::array<std::string_view, n>& list) {
  for (size_t i = 0; i < n; ++i) {
    if (names(word, list[i])) return static_cast<int>(i) + 1;
  }
  return 0;
}

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

struct Number {
  int value = 0;
  size_t digits = 0;
};

// Takes a text apart from its beginning on. What a take_ function does not find it leaves alone.
class DateText {
 public:
  explicit DateText(std::string_view text) : text_(text) {}

  bool read(DateCell& cell) {
    take_weekday();
    const size_t start = place_;
    if (take_time(cell, 4)) {
      take_zone(cell);
      if (at_end()) {
        cell.form = DateCell::Form::time;
        return true;
      }
      cell = {};
      place_ = start;
    }
    if (!take_date(cell)) return false;
    if (!at_end() && cell.clock == 0) {
      const bool clock = take_clock_mark(cell) && take_clock(cell);
      if (!clock) return false;
      take_zone(cell);
    }
    return at_end() && is_possible(cell);
  }

 private:
  bool at_end() const { return place_ == text_.size(); }
  char next(size_t ahead = 0) const {
    return place_ + ahead < text_.size() ? text_[place_ + ahead] : '\0';
  }
  bool take(char c) {
    if (next() != c) return false;
    ++place_;
    return true;
  }
  bool take_blanks() {
    const size_t start = place_;
    while (next() == ' ') ++place_;
    return place_ > start;
  }
  std::string take_word() {
    const size_t start = place_;
    while (is_letter(next())) ++place_;
    return lower(text_.substr(start, place_ - start));
  }
  std::optional<Number> take_number(size_t most_digits) {
    Number number;
    while (is_digit(next()) && number.digits < most_digits) {
      number.value = 10 * number.value + (text_[place_++] - '0');
      ++number.digits;
    }
    if (number.digits == 0 || is_digit(next())) return std::nullopt;
    return number;
  }

  // "Thu ", "Thursday, "
  void take_weekday() {
    const size_t start = place_;
    if (place_of(take_word(), kWeekdays) == 0) {
      place_ = start;
      return;
    }
    take('.');
    take(',');
    if (!take_blanks()) place_ = start;
  }

  // What may stand between the parts of a date: one of - / . or blanks, or a comma with blanks.
  char take_separator() {
    for (const char c : {'-', '/', '.', ','}) {
      if (!take(c)) continue;
      take_blanks();
      return c;
    }
    return take_blanks() ? ' ' : '\0';
  }

  void take_ordinal() {  // 1st, 2nd, 3rd, 4th
    const size_t start = place_;
    const std::string word = take_word();
    if (word != "st" && word != "nd" && word != "rd" && word != "th") place_ = start;
  }

  bool take_date(DateCell& cell) {
    if (is_letter(next())) return take_month_first(cell);
    const size_t start = place_;
    while (is_digit(next())) ++place_;
    const std::string_view digits = text_.substr(start, place_ - start);
    if (digits.size() == 8) return read_compact(digits, cell);
    place_ = start;
    const auto a = take_number(4);
    if (!a) return false;
    take_ordinal();
    const size_t behind = place_;
    cell.separator = take_separator();
    if (is_letter(next()) && !(next() == 'T' && cell.separator == '\0')) {
      return take_named_month(*a, cell);
    }
    if (cell.separator == '\0' || cell.separator == ',') return false;
    const auto b = take_number(4);
    if (!b) return false;
    const size_t second = place_;
    const auto c = take_separator() == cell.separator ? take_number(4) : std::nullopt;
    if (!c) {
      place_ = second;
      return read_month(*a, *b, behind, cell);
    }
    if (a->digits == 4 && b->digits <= 2 && c->digits <= 2) {
      return set(cell, a->value, b->value, c->value);
    }
    if (a->digits > 2 || b->digits > 2) return false;
    cell.first = static_cast<uint8_t>(a->value);
    cell.second = static_cast<uint8_t>(b->value);
    cell.year = static_cast<int16_t>(c->value);
    if (c->digits == 4) {
      cell.form = DateCell::Form::year_last;
      return true;
    }
    cell.form = DateCell::Form::three_twos;
    return c->digits == 2 && cell.separator != ' ';
  }

  // 20240131T235959; digits alone are a number
  bool read_compact(std::string_view digits, DateCell& cell) const {
    const auto value = [&](size_t from, size_t count) {
      int result = 0;
      for (const char c : digits.substr(from, count)) result = 10 * result + (c - '0');
      return result;
    };
    return !at_end() && set(cell, value(0, 4), value(4, 2), value(6, 2));
  }

  // Two numbers, one of them of four digits: 2024-03, 03/2024. It stands for the first day.
  bool read_month(const Number& a, const Number& b, size_t, DateCell& cell) const {
    if (cell.separator == ' ') return false;
    if (a.digits == 4 && b.digits <= 2) return set(cell, a.value, b.value, 1);
    return b.digits == 4 && a.digits <= 2 && set(cell, b.value, a.value, 1);
  }

  // 31-Dec-2024, 31 December 24, 2024-Dec-31, 31DEC2024
  bool take_named_month(const Number& a, DateCell& cell) {
    const int month = place_of(take_word(), kMonths);
    if (month == 0) return false;
    named_ = true;
    take('.');
    take_separator();
    const auto b = take_number(4);
    if (!b) return false;
    if (a.digits == 4) return b->digits <= 2 && set(cell, a.value, month, b->value);
    if (a.digits > 2 || (b->digits != 2 && b->digits != 4)) return false;
    return set(cell, b->digits == 2 ? full_year(b->value) : b->value, month, a.value);
  }

  // Dec 31, 2024; December 2024; Dec 31 13:55:36 2024 and what `date` prints
  bool take_month_first(DateCell& cell) {
    const int month = place_of(take_word(), kMonths);
    if (month == 0) return false;
    named_ = true;
    take('.');
    take_separator();
    const auto a = take_number(4);
    if (!a) return false;
    if (a->digits == 4) return set(cell, a->value, month, 1);
    if (a->digits > 2) return false;
    take_ordinal();
    if (take_separator() == '\0') return false;
    if (take_time(cell, 2)) {
      take_zone(cell);
      if (!take_blanks()) return false;
    }
    const auto year = take_number(4);
    if (!year || (year->digits != 4 && (year->digits != 2 || cell.clock > 0))) return false;
    return set(cell, year->digits == 2 ? full_year(year->value) : year->value, month, a->value);
  }

  static bool set(DateCell& cell, int year, int month, int day) {
    if (!is_day(year, month, day)) return false;
    cell.form = DateCell::Form::calendar;
    cell.separator = '-';
    cell.year = static_cast<int16_t>(year);
    cell.first = static_cast<uint8_t>(month);
    cell.second = static_cast<uint8_t>(day);
    return true;
  }

  // Between a date and its time.
  bool take_clock_mark(const DateCell&) {
    if (take('T') || take('t') || take('_')) return true;
    if (named_ && take(':')) return true;  // 10/Oct/2000:13:55:36
    take(',');
    return take_blanks();
  }

  // 13:55, 13:55:36.5, 1:55 PM; behind a date also 135536.
  bool take_clock(DateCell& cell) {
    if (take_time(cell, 2)) return true;
    const size_t start = place_;
    const auto all = take_number(6);
    if (!all || (all->digits != 4 && all->digits != 6)) {
      place_ = start;
      return false;
    }
    const int time = all->digits == 4 ? 100 * all->value : all->value;
    cell.clock = static_cast<uint8_t>(all->digits / 2);
    return set_time(cell, time / 10000, time / 100 % 100, time % 100 + take_fraction(), 24);
  }

  bool take_time(DateCell& cell, size_t hour_digits) {
    const size_t start = place_;
    const auto hour = take_number(hour_digits);
    bool read = hour && take(':');
    const auto minute = read ? take_number(2) : std::nullopt;
    read = minute && minute->digits == 2;
    double seconds = 0;
    uint8_t clock = 2;
    if (read && take(':')) {
      const auto second = take_number(2);
      read = second && second->digits == 2;
      if (read) seconds = second->value + take_fraction();
      clock = 3;
    }
    if (read) {
      const int half = take_half_of_day();
      read = half == 0 || (hour->value >= 1 && hour->value <= 12);
      const int hours = half == 0 ? hour->value : hour->value % 12 + (half == 2 ? 12 : 0);
      read = read && set_time(cell, hours, minute->value, seconds, hour_digits == 2 ? 24 : 9999);
    }
    if (!read) {
      place_ = start;
      return false;
    }
    cell.clock = clock;
    return true;
  }

  double take_fraction() {
    if ((next() != '.' && next() != ',') || !is_digit(next(1))) return 0;
    const size_t start = ++place_;
    while (is_digit(next())) ++place_;
    std::string digits = "0.";
    digits += text_.substr(start, place_ - start);
    return parse_number(digits).value_or(0);
  }

  // 1 for AM, 2 for PM, 0 for neither.
  int take_half_of_day() {
    const size_t start = place_;
    take_blanks();
    const char first = next();
    const int half = first == 'a' || first == 'A' ? 1 : first == 'p' || first == 'P' ? 2 : 0;
    if (half != 0) {
      ++place_;
      const bool dots = take('.');
      if ((take('m') || take('M')) && !is_letter(next())) {
        if (dots) take('.');
        return half;
      }
    }
    place_ = start;
    return 0;
  }

  static bool set_time(DateCell& cell, int hours, int minutes, double seconds, int most_hours) {
    if (hours > most_hours || minutes > 59 || seconds >= 61) return false;
    cell.seconds = 3600.0 * hours + 60.0 * minutes + seconds;
    return most_hours != 24 || cell.seconds <= 86400;
  }

  // Z, UTC, GMT, +01:00, +0100, +01
  void take_zone(DateCell& cell) {
    const size_t start = place_;
    take_blanks();
    const size_t zone = place_;
    const std::string word = take_word();
    if (word == "z" || word == "utc" || word == "gmt") {
      cell.offset = 0;
      return;
    }
    place_ = zone;
    const bool west = next() == '-';
    if (take('+') || take('-')) {
      const auto hours = take_number(4);
      if (hours && (hours->digits == 2 || hours->digits == 4)) {
        int minutes = hours->digits == 4 ? hours->value % 100 : 0;
        bool read = true;
        if (hours->digits == 2 && take(':')) {
          const auto more = take_number(2);
          read = more && more->digits == 2;
          minutes = read ? more->value : 0;
        }
        const int total = 60 * (hours->digits == 4 ? hours->value / 100 : hours->value) + minutes;
        if (read && minutes < 60 && total <= 18 * 60 && total % 15 == 0) {
          cell.offset = static_cast<int8_t>((west ? -total : total) / 15);
          return;
        }
      }
    }
    place_ = start;
  }

  static bool is_possible(const DateCell& cell) {
    if (cell.form == DateCell::Form::year_last) {
      return is_day(cell.year, cell.second, cell.first) ||
             is_day(cell.year, cell.first, cell.second);
    }
    if (cell.form != DateCell::Form::three_twos) return true;
    return is_day(full_year(cell.year), cell.second, cell.first) ||
           is_day(full_year(cell.year), cell.first, cell.second) ||
           is_day(full_year(cell.first), cell.second, cell.year);
  }

  std::string_view text_;
  size_t place_ = 0;
  bool named_ = false;  // the month was
};

std::string clock_of(const DateCell& cell) {
  const auto whole = static_cast<int64_t>(cell.seconds);
  std::string text = fmt::format("{:02}:{:02}", whole / 3600, whole / 60 % 60);
  if (cell.clock < 3) return text;
  text += fmt::format(":{:02}", whole % 60);
  if (const double rest = cell.seconds - static_cast<double>(whole); rest > 0) {
    std::string fraction = fmt::format("{:.6f}", rest).substr(1);
    while (fraction.back() == '0') fraction.pop_back();
    if (fraction.size() > 1) text += fraction;
  }
  return text;
}

std::string zone_of(const DateCell& cell) {
  if (cell.offset == DateCell::kNoOffset) return "";
  if (cell.offset == 0) return "Z";
  const int minutes = 15 * std::abs(cell.offset);
  return fmt::format("{}{:02}:{:02}", cell.offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

}  // namespace

bool is_day(int64_t year, int64_t month, int64_t day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  return (std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) /
          static_cast<int>(day))
      .ok();
}

int full_year(int two_digits) {
  return two_digits + (two_digits >= 69 ? 1900 : 2000);
}

bool read_date(std::string_view text, DateCell& cell) {
  cell = {};
  if (const auto number = parse_number(text)) {
    if (!std::isfinite(*number)) return false;
    cell.form = DateCell::Form::number;
    cell.seconds = *number;
    return true;
  }
  constexpr size_t kLongest = 64;
  return text.size() <= kLongest && DateText(text).read(cell);
}

std::string to_string(const DateCell& cell) {
  std::string date;
  switch (cell.form) {
    case DateCell::Form::missing:
      return "";
    case DateCell::Form::number:
      return cell.seconds == std::trunc(cell.seconds) && std::abs(cell.seconds) < 1e18
                 ? fmt::format("{:.0f}", cell.seconds)
                 : shortest(cell.seconds);
    case DateCell::Form::time:
      return clock_of(cell) + zone_of(cell);
    case DateCell::Form::calendar:
      date = fmt::format("{:04}-{:02}-{:02}", cell.year, cell.first, cell.second);
      break;
    case DateCell::Form::year_last:
    case DateCell::Form::three_twos: {
      const int digits = cell.form == DateCell::Form::year_last ? 4 : 2;
      date = fmt::format("{:02}{}{:02}{}{:0{}}", cell.first, cell.separator, cell.second,
                         cell.separator, cell.year, digits);
    }
  }
  return cell.clock == 0 ? date : date + " " + clock_of(cell) + zone_of(cell);
}

}  // namespace aimodel
