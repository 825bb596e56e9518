#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "columns/column_fit.h"
#include "columns/date_parts.h"

namespace aimodel {

inline constexpr const char* kElapsed = "elapsed";

// Time passed.   y = (seconds since 1970 - shift) / scale;  0 where it was the same in all training
// rows
struct Elapsed {
  double shift = 0, scale = 1;
  bool acts = false;

  double of(double seconds) const { return acts ? (seconds - shift) / scale : 0; }
};

// What the network sees of a date, in this order: time passed, parts, whether the value is missing.
struct DateNumbers {
  std::optional<Elapsed> elapsed;
  double elapsed_fill = 0;
  std::vector<DateNumber> parts;
  bool indicator = false;
  bool missing_seen = false;  // in training: else the indicator does not act

  int64_t width() const {
    return (elapsed ? 1 : 0) + static_cast<int64_t>(parts.size()) + (indicator ? 1 : 0);
  }
};

// A column of dates that are read in this way.
std::unique_ptr<Column> date_column(DateReading reading, DateNumbers numbers);
std::unique_ptr<Column> restore_date(const Stored& stored);

}  // namespace aimodel
