#pragma once

#include <string_view>

namespace aimodel {

// The month that a word in small letters without accents names, 1 to 12, or 0: in English, Dutch,
// French, German, Italian, Portuguese or Spanish. Its first letters are enough where no other month
// begins with them, three at least ("Sept" is September).
int month_of(std::string_view word);

// Whether a word is one of their days of the week, also as "Mo" and "vr".
bool is_weekday(std::string_view word);

}  // namespace aimodel
