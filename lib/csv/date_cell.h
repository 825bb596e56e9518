#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aimodel {

// A date, a time or both, as they stood in a cell. Which of its numbers is the day and which the
// month may be seen from other cells only: see date_reading.h.
struct DateCell {
  enum class Form : uint8_t {
    missing,
    number,      // one plain number, in `seconds`: counts from 1970 on, or digits as in 20240131
    calendar,    // year, first: month, second: day
    year_last,   // first and second are day and month or month and day: 31/12/2024, 12/31/2024
    three_twos,  // three numbers below 100, in whatever order: 31.12.24; the last one is `year`
    time,        // a time of day, or a duration, without a date
  };
  static constexpr int kNoOffset = -128;

  double seconds = 0;  // since midnight; of a duration all of it, also below 0
  int16_t year = 0;
  uint8_t first = 0, second = 0;
  Form form = Form::missing;
  uint8_t clock = 0;          // how many numbers the time was written with: 13:55 2, 13:55:36 3
  int8_t offset = kNoOffset;  // of the clock from UTC, in quarters of an hour
  char separator = '-';       // of the date's numbers
};
static_assert(sizeof(DateCell) == 16);

// A whole trimmed text as a date, a time or both; see README for what is read. False where it is
// none, or where no calendar has such a day.
bool read_date(std::string_view text, DateCell& cell);

// The name of a time zone in a text that is a date and a time without it: EST, Europe/Berlin. Or "".
std::string_view unread_zone(std::string_view text);

// A cell as it is named in messages: its numbers as they stood, but for blanks and leading zeros.
std::string to_string(const DateCell& cell);

// Whether a month of a year has this day (proleptic Gregorian calendar, years 1 to 9999).
bool is_day(int64_t year, int64_t month, int64_t day);

// The year that two digits stand for: 69 to 99 of the 20th century, else of the 21st (POSIX).
int full_year(int two_digits);

}  // namespace aimodel
