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

  bool at_end() const { return place_ == text_.size(); }
  char next(size_t ahead = 0) const {
    return place_ + ahead < text_.size() ? text_[place_ + ahead] : '\0';
  }
  bool at_letter() const;
  bool at_digit() const { return next() >= '0' && next() <= '9'; }

  size_t place() const { return place_; }
  void go_back(size_t place) { place_ = place; }
  std::string_view since(size_t place) const { return text_.substr(place, place_ - place); }

  bool take(char c);
  bool take_blanks();
  std::string take_word();  // in small letters
  std::string_view take_digits();
  // Nothing where there are no digits or more of them.
  std::optional<DateDigits> take_number(size_t most_digits);
  // What may stand between the parts of a date: one of - / . or blanks, or a comma with blanks.
  char take_separator();

 private:
  std::string_view text_;
  size_t place_ = 0;
};

}  // namespace aimodel
