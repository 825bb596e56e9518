#pragma once

#include <cmath>
#include <string>

#include "base/json.h"
#include "report/value.h"

namespace aimodel {

// Nothing where a number is not defined.
inline Value cell(double value) {
  return std::isnan(value) ? Value() : Value(value);
}

inline Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

// Marks in proportion to a size, 24 for the longest; none where it is not above 0.
inline std::string bar(double size, double longest, char mark) {
  constexpr double kLongestBar = 24;
  if (!(size > 0) || !(longest > 0)) return "";
  return std::string(static_cast<size_t>(std::lround(kLongestBar * size / longest)), mark);
}

}  // namespace aimodel
