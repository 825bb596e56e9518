#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace aimodel {

struct DateDigits {
  int value = 0;
  size_t digits = 0;
};

// Takes a text apart from its beginning on. What a take_ function does not find it leaves alone,
// but for take_number, which may have taken digits.
class DateCursor {
 public:
  explicit DateCursor(std::string_view text) : text_(text) {}

  bool at_end() const { return position_ == text_.size(); }
  char next(size_t ahead = 0) const {
    return position_ + ahead < text_.size() ? text_[position_ + ahead] : '\0';
  }
  bool at_letter() const { return letter() != '\0'; }
  bool at_digit() const { return next() >= '0' && next() <= '9'; }

  size_t position() const { return position_; }
  void go_to(size_t position) { position_ = position; }
  std::string_view since(size_t start) const { return text_.substr(start, position_ - start); }
  std::string_view rest() const { return text_.substr(position_); }

  bool take(char c) {
    if (next() != c || c == '\0') return false;
    ++position_;
    return true;
  }
  bool take(std::string_view mark) {
    if (!rest().starts_with(mark)) return false;
    position_ += mark.size();
    return true;
  }
  bool take_blanks() {  // also those without a break
    const size_t start = position_;
    while (take(' ') || (at_wide() && (take("\u00A0") || take("\u202F")))) {
    }
    return position_ > start;
  }
  // In small letters without accents.
  std::string take_word();
  std::string_view take_digits() {
    const size_t start = position_;
    while (at_digit()) ++position_;
    return since(start);
  }
  // Nothing where there are no digits or more of them.
  std::optional<DateDigits> take_number(size_t most_digits) {
    DateDigits number;
    while (at_digit() && number.digits < most_digits) {
      number.value = 10 * number.value + (text_[position_++] - '0');
      ++number.digits;
    }
    if (number.digits == 0 || at_digit()) return std::nullopt;
    return number;
  }
  // What may stand between the numbers of a date: one of - / . or blanks, or a comma with blanks.
  char take_separator();

 private:
  char letter() const {  // the next one, as take_word() gives it
    const char c = next();
    if (c >= 'a' && c <= 'z') return c;
    if (c >= 'A' && c <= 'Z') return static_cast<char>(c | 0x20);
    return at_wide() ? accented_letter() : '\0';
  }
  char accented_letter() const;
  bool at_wide() const { return (next() & 0x80) != 0; }  // a character of several bytes

  std::string_view text_;
  size_t position_ = 0;
};

}  // namespace aimodel
