#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "csv/date_reading.h"
#include "csv/number_style.h"

namespace aimodel {

// What the texts of a column are, as far as the way they are written tells.
struct Dress {
  enum class Kind {
    plain,    // numbers as everybody writes them, or texts
    numbers,  // in `style`
    dates,    // read as `date` says
    codes,    // digits with leading zeros: no numbers
  };
  Kind kind = Kind::plain;
  NumberStyle style;
  DateReading date;
  std::string looks;  // like what: "numbers with a decimal comma (17,01)"; "" for numbers and texts
  bool counts_days = false;  // plain numbers that may be Excel's days, by the column's name
  std::string open;          // what the writing leaves open, and how it is taken; or ""

  // A text as a number, of dates the seconds since 1970; NaN where it is none.
  double number_of(std::string_view text) const;
};

// `counts` says in how many cells each text of the column stands, `delimiter` what stands between
// the cells of its file.
Dress find_dress(const FrameColumn& cells, std::span<const int64_t> counts, char delimiter);

// What to do about a text in a column of numbers that is none in the column's own style: which option
// of its group reads it, or what the group's options read; or "".
std::string dress_hint(std::string_view text, const NumberStyle& own);

// What to do about a date that nothing but the name of a time zone keeps from being read; or "".
std::string zone_hint(std::string_view text);

}  // namespace aimodel
