#pragma once

#include <string>
#include <string_view>

namespace aimodel {

// How the numbers of a column are written.
struct NumberStyle {
  char decimal = '.';  // or a comma
  char thousands = 0;  // between groups of three digits: , . or '; ' ' is any blank; 0 is nothing
  std::string unit;    // may stand before or behind a number and is left out: $, EUR, %
  bool minus_behind = false;  // the sign may also stand there: 12.50-
  bool magnitudes = false;    // 10k is 10,000, see magnitude.h

  bool plain() const { return *this == NumberStyle(); }
  bool operator==(const NumberStyle&) const = default;
};

// A cell's text as a number in this style; overflow gives infinity. Beside the style's own marks it
// reads what can be read in one way only: a leading + or the minus sign U+2212, parentheses for a
// negative number, ="1.5" as spreadsheets export it, exponents with D, 0x1F, and blanks of any kind
// around it. False for any other text: a point or a comma that is not the style's is none of a
// number.
bool read_number(std::string_view text, const NumberStyle& style, double& value);

}  // namespace aimodel
