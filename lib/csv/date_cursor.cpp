#include "csv/date_cursor.h"

namespace aimodel {

// Of U+00C0 to U+00FF, two bytes each: the second of a capital has one bit less.
char DateCursor::accented_letter() const {
  constexpr std::string_view kPlain = "aaaaaaaceeeeiiiidnooooo\0ouuuuypy";
  const auto first = static_cast<unsigned char>(next());
  const auto second = static_cast<unsigned char>(next(1));
  if (first != 0xC3 || second < 0x80 || second > 0xBF) return '\0';
  return kPlain[second & 0x1F];
}

std::string DateCursor::take_word() {
  std::string word;
  while (const char plain = letter()) {
    position_ += at_wide() ? 2 : 1;
    word += plain;
    const bool accent =
        next() == '\xCC' && (next(1) & 0x80) != 0;  // that is a character of its own
    if (accent) position_ += 2;
  }
  return word;
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
