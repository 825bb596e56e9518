#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "csv/date_reading.h"

namespace aimodel {

// The whole numbers that a calendar and a clock show.
enum class DatePart : uint8_t { year, month, day, weekday, day_of_year, hour, minute, second };

struct DatePartRule {
  const char* name;
  int low, high;  // its values; a weekday is 0 on Monday
  bool cyclic;    // the high one is followed by the low one
  bool of_date;   // not seen in a time of day
};
const DatePartRule& rule_of(DatePart part);
constexpr size_t kDateParts = 8;
std::optional<DatePart> find_part(const std::string& name);

int value_of(DatePart part, const Moment& moment);

// In how many rows each value of each part was seen.
class DatePartCounts {
 public:
  DatePartCounts();
  void add(const Moment& moment);
  bool varies(DatePart part) const;
  const std::vector<uint64_t>& of(DatePart part) const {
    return counts_[static_cast<size_t>(part)];
  }

 private:
  std::vector<std::vector<uint64_t>> counts_;  // [part][value - low]
};

// One of the numbers that the network sees of a part.
//   sine, cosine  of 2 pi (value - low) / (high - low + 1)
//   standard      (value - shift) / scale
// What was the same in all training rows is 0 and stays 0.
struct DateNumber {
  enum class As : uint8_t { sine, cosine, standard, nothing };
  DatePart part = DatePart::year;
  As as = As::nothing;
  double shift = 0, scale = 1;  // standard
  double fill = 0;              // where the value is missing

  double of(const Moment& moment) const;
};

// The numbers of a part, their fill the mean of the training rows.
std::vector<DateNumber> numbers_of(DatePart part, bool cyclic, const DatePartCounts& counts);

}  // namespace aimodel
