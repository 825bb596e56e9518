#include "data/date_cursor.h"

namespace aimodel {

bool DateCursor::at_letter() const {
  const char c = next();
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool DateCursor::take(char c) {
  if (next() != c) return false;
  ++place_;
  return true;
}

bool DateCursor::take_blanks() {
  const size_t start = place_;
  while (next() == ' ') ++place_;
  return place_ > start;
}

std::string DateCursor::take_word() {
  std::string word;
  for (; at_letter(); ++place_) word += static_cast<char>(next() | 0x20);
  return word;
}

std::string_view DateCursor::take_digits() {
  const size_t start = place_;
  while (at_digit()) ++place_;
  return since(start);
}

std::optional<DateDigits> DateCursor::take_number(size_t most_digits) {
  DateDigits number;
  while (at_digit() && number.digits < most_digits) {
    number.value = 10 * number.value + (text_[place_++] - '0');
    ++number.digits;
  }
  if (number.digits == 0 || at_digit()) return std::nullopt;
  return number;
}

char DateCursor::take_separator() {
  for (const char c : {'-', '/', '.', ','}) {
    if (!take(c)) continue;
    take_blanks();
    return c;
  }
  return take_blanks() ? ' ' : '\0';
}

}  // namespace aimodel
