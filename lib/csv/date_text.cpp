#include "csv/date_text.h"

#include <chrono>
#include <string>

#include "csv/date_clock.h"
#include "csv/date_cursor.h"
#include "csv/date_duration.h"
#include "csv/date_words.h"

namespace aimodel {

namespace {

class DateText {
 public:
  explicit DateText(std::string_view text) : text_(text) {}

  bool read(DateCell& cell) {
    if (read_time(cell)) return true;
    // "mar" is a weekday (mardi) or a month.
    if (take_weekday() && read_moment(cell)) return true;
    text_.go_to(0);
    named_ = false;
    cell = {};
    return read_moment(cell);
  }

 private:
  bool read_time(DateCell& cell) {
    const bool time = take_time(text_, cell, 4);
    if (time) take_zone(text_, cell);
    if ((time || take_duration(text_, cell)) && text_.at_end()) {
      cell.form = DateCell::Form::time;
      return true;
    }
    text_.go_to(0);
    cell = {};
    return false;
  }

  bool read_moment(DateCell& cell) {
    if (!take_date(cell)) return false;
    if (!text_.at_end() && cell.clock == 0) {
      const bool clock = take_clock_mark() && take_clock(text_, cell);
      if (!clock) return false;
      take_zone(text_, cell);
    }
    return text_.at_end() && is_possible(cell);
  }

  // "Thu ", "Thursday, ", "quinta-feira, "
  bool take_weekday() {
    if (!text_.at_letter() || !is_weekday(text_.take_word())) return false;
    text_.take("-feira");
    text_.take('.');
    text_.take(',');
    return text_.take_blanks();
  }

  void take_ordinal() {  // 1st, 2nd, 3rd, 4th, 1er, 1\u00BA
    if (text_.take("\u00BA") || text_.take("\u00B0")) return;
    const size_t start = text_.position();
    const std::string word = text_.take_word();
    const bool ordinal =
        word == "st" || word == "nd" || word == "rd" || word == "th" || word == "er";
    if (!ordinal) text_.go_to(start);
  }

  void take_of() {  // 5 de mayo de 2024
    const size_t start = text_.position();
    const std::string word = text_.take_word();
    if ((word != "de" && word != "del") || !text_.take_blanks()) text_.go_to(start);
  }

  bool take_date(DateCell& cell) {
    if (text_.at_letter()) return take_quarter_first(cell) || take_month_first(cell);
    const size_t start = text_.position();
    const std::string_view digits = text_.take_digits();
    if (digits.size() == 8) return read_compact(digits, cell);
    text_.go_to(start);
    const auto a = text_.take_number(4);
    if (!a) return false;
    if (a->digits == 4 && text_.next() == ':') return take_photograph(a->value, cell);
    if (a->digits == 4 && (take_week(a->value, cell) || take_quarter(a->value, cell))) return true;
    take_ordinal();
    cell.separator = text_.take_separator();
    if (text_.at_letter() && !(text_.next() == 'T' && cell.separator == '\0')) {
      return take_named_month(*a, cell);
    }
    if (cell.separator == '\0' || cell.separator == ',') return false;
    const auto b = text_.take_number(4);
    if (!b) return false;
    const size_t second = text_.position();
    const auto c = text_.take_separator() == cell.separator ? text_.take_number(4) : std::nullopt;
    if (!c) {
      text_.go_to(second);
      return read_month(*a, *b, cell);
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

  // 2024:05:01 and a time, as Exif has it; without one it is a time itself
  bool take_photograph(int year, DateCell& cell) {
    text_.take(':');
    const auto month = text_.take_number(2);
    const auto day = month && text_.take(':') ? text_.take_number(2) : std::nullopt;
    return day && set(cell, year, month->value, day->value);
  }

  // 2024-W05-3, 2024W053; 2024-W05 stands for its Monday
  bool take_week(int year, DateCell& cell) {
    const size_t start = text_.position();
    const bool dash = text_.take('-');
    const std::string_view digits = text_.take('W') ? text_.take_digits() : "";
    const auto digit = [&](size_t i) { return digits[i] - '0'; };
    if (digits.size() == 2 || (digits.size() == 3 && !dash)) {
      int day = digits.size() == 3 ? digit(2) : 1;
      if (dash && text_.take('-')) day = text_.at_digit() ? text_.take_digits()[0] - '0' : 0;
      return set_week(cell, year, 10 * digit(0) + digit(1), day);
    }
    text_.go_to(start);
    return false;
  }

  // 2024-Q2, 2024Q2: its first day
  bool take_quarter(int year, DateCell& cell) {
    const size_t start = text_.position();
    text_.take_separator();
    if (take_quarter_number(year, cell)) return true;
    text_.go_to(start);
    return false;
  }

  bool take_quarter_number(int year, DateCell& cell) {
    if (!text_.take('Q') && !text_.take('q')) return false;
    const auto quarter = text_.take_number(1);
    return quarter && set(cell, year, 3 * quarter->value - 2, 1);
  }

  // Q2 2024, Q2/2024
  bool take_quarter_first(DateCell& cell) {
    const size_t start = text_.position();
    DateCell quarter;
    constexpr int kAny = 2000;
    if (take_quarter_number(kAny, quarter)) {
      const bool apart = text_.take_separator() != '\0';
      const auto year = apart ? text_.take_number(4) : std::nullopt;
      if (year && year->digits == 4) return set(cell, year->value, quarter.first, 1);
    }
    text_.go_to(start);
    return false;
  }

  // 20240131T235959; digits alone are a number
  bool read_compact(std::string_view digits, DateCell& cell) const {
    const auto value = [&](size_t from, size_t count) {
      int result = 0;
      for (const char c : digits.substr(from, count)) result = 10 * result + (c - '0');
      return result;
    };
    return !text_.at_end() && set(cell, value(0, 4), value(4, 2), value(6, 2));
  }

  // Two numbers, one of them of four digits: 2024-03, 03/2024. It stands for the first day.
  bool read_month(const DateDigits& a, const DateDigits& b, DateCell& cell) const {
    if (cell.separator == ' ') return false;
    if (a.digits == 4 && b.digits <= 2) return set(cell, a.value, b.value, 1);
    return b.digits == 4 && a.digits <= 2 && set(cell, b.value, a.value, 1);
  }

  // 31-Dec-2024, 31 December 24, 2024-Dec-31, 31DEC2024
  bool take_named_month(const DateDigits& a, DateCell& cell) {
    take_of();
    const int month = month_of(text_.take_word());
    if (month == 0) return false;
    named_ = true;
    text_.take('.');
    text_.take_separator();
    take_of();
    const auto b = text_.take_number(4);
    if (!b) return false;
    if (a.digits == 4) return b->digits <= 2 && set(cell, a.value, month, b->value);
    if (a.digits > 2 || (b->digits != 2 && b->digits != 4)) return false;
    return set(cell, b->digits == 2 ? full_year(b->value) : b->value, month, a.value);
  }

  // Dec 31, 2024; December 2024; Dec 31 13:55:36 2024 and what `date` prints
  bool take_month_first(DateCell& cell) {
    const int month = month_of(text_.take_word());
    if (month == 0) return false;
    named_ = true;
    text_.take('.');
    text_.take_separator();
    take_of();
    const auto a = text_.take_number(4);
    if (!a) return false;
    if (a->digits == 4) return set(cell, a->value, month, 1);
    if (a->digits > 2) return false;
    take_ordinal();
    if (text_.take_separator() == '\0') return false;
    if (take_time(text_, cell, 2)) {
      take_zone(text_, cell);
      if (!text_.take_blanks()) return false;
    }
    const auto year = text_.take_number(4);
    if (!year || (year->digits != 4 && (year->digits != 2 || cell.clock > 0))) return false;
    return set(cell, year->digits == 2 ? full_year(year->value) : year->value, month, a->value);
  }

  // Week 1 is the one of January 4 (ISO 8601).
  static bool set_week(DateCell& cell, int year, int week, int day) {
    if (year < 1 || week < 1 || week > 53 || day < 1 || day > 7) return false;
    using namespace std::chrono;
    const sys_days fourth = std::chrono::year(year) / January / 4;
    const sys_days monday = fourth - (weekday(fourth) - Monday) + days(7 * (week - 1));
    if (year_month_day(monday + days(3)).year() != std::chrono::year(year)) return false;
    const year_month_day date(monday + days(day - 1));
    return set(cell, static_cast<int>(date.year()),
               static_cast<int>(static_cast<unsigned>(date.month())),
               static_cast<int>(static_cast<unsigned>(date.day())));
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
  bool take_clock_mark() {
    if (text_.take('T') || text_.take('t') || text_.take('_')) return true;
    if (named_ && text_.take(':')) return true;  // 10/Oct/2000:13:55:36
    text_.take(',');
    return text_.take_blanks();
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

  DateCursor text_;
  bool named_ = false;  // the month was
};

}  // namespace

bool read_date_text(std::string_view text, DateCell& cell) {
  return DateText(text).read(cell);
}

}  // namespace aimodel
