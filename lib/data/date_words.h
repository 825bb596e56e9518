#pragma once

#include <string>

namespace aimodel {

// The month that a word in small letters names, 1 to 12, or 0. Its first letters, three at least,
// are enough ("Sept" is September).
int month_of(const std::string& word);

// The same of days of the week.
bool is_weekday(const std::string& word);

}  // namespace aimodel
