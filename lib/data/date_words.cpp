#include "data/date_words.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace aimodel {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

bool names(const std::string& word, std::string_view name) {
  return word.size() >= 3 && name.starts_with(word);
}

}  // namespace

int month_of(const std::string& word) {
  const auto found =
      std::ranges::find_if(kMonths, [&](std::string_view name) { return names(word, name); });
  return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

bool is_weekday(const std::string& word) {
  return std::ranges::any_of(kWeekdays, [&](std::string_view name) { return names(word, name); });
}

}  // namespace aimodel
