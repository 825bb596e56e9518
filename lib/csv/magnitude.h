#pragma once

#include <string_view>

namespace aimodel {

// What stands behind a number and multiplies it.
struct Magnitude {
  std::string_view word;
  std::string_view exponent;
  bool clear = true;  // else it may be a unit or a code: m, b, B
};

// Null where a word is none. Words of more letters may also be capitals, with a point behind them.
const Magnitude* find_magnitude(std::string_view word);

}  // namespace aimodel
