#include "csv/number_style.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/numbers.h"
#include "csv/csv_cell.h"
#include "csv/magnitude.h"
#include "csv/number_blanks.h"

namespace aimodel {

namespace {

constexpr std::array<std::string_view, 2> kApostrophes = {"'", "\u2019"};
constexpr std::array<std::string_view, 3> kMinus = {"-", "\u2212", "\u2013"};

bool take_front(std::string_view& text, std::string_view mark) {
  if (mark.empty() || !text.starts_with(mark)) return false;
  text.remove_prefix(mark.size());
  return true;
}

bool take_back(std::string_view& text, std::string_view mark) {
  if (mark.empty() || !text.ends_with(mark)) return false;
  text.remove_suffix(mark.size());
  return true;
}

template <typename List>
bool take_back_of(std::string_view& text, const List& marks) {
  return std::ranges::any_of(marks, [&](std::string_view mark) { return take_back(text, mark); });
}

template <typename List>
bool take_front_of(std::string_view& text, const List& marks) {
  for (const std::string_view mark : marks) {
    if (take_front(text, mark)) return true;
  }
  return false;
}

// Digits with the style's marks, and an exponent, as std::from_chars reads them. Hexadecimal whole
// numbers begin with 0x.
class Digits {
 public:
  Digits(std::string_view text, const NumberStyle& style) : text_(text), style_(style) {}

  bool read(double& value) {
    if (text_.size() > kLongest) return false;
    if (take_front(text_, "0x") || take_front(text_, "0X")) return read_hexadecimal(value);
    if (!take_whole() || !take_fraction()) return false;
    if (!take_magnitude() && (!take_exponent() || !text_.empty())) return false;
    const auto [end, error] = std::from_chars(plain_.data(), plain_.data() + size_, value);
    if (error == std::errc::result_out_of_range) return read_number({plain_.data(), size_}, value);
    return error == std::errc() && end == plain_.data() + size_;
  }

 private:
  static constexpr size_t kLongest = 400;

  void put(char c) { plain_[size_++] = c; }

  size_t take_digits() {
    size_t count = 0;
    for (; !text_.empty() && is_digit(text_.front()); ++count) {
      put(text_.front());
      text_.remove_prefix(1);
    }
    return count;
  }

  bool take_thousands() {
    switch (style_.thousands) {
      case 0:
        return false;
      case ' ':
        return take_front_of(text_, kBlanks);
      case '\'':
        return take_front_of(text_, kApostrophes);
      default:
        return take_front(text_, std::string_view(&style_.thousands, 1));
    }
  }

  // Up to three digits, then groups of three; in India of two but for the last. Or no groups at all.
  bool take_whole() {
    size_t last = take_digits();
    whole_ = last;
    if (last == 0 || last > 3) return true;
    for (bool first = true; take_thousands(); first = false) {
      if (!first && last != 3 && last != 2) return false;
      last = take_digits();
      whole_ += last;
      if (last != 2 && last != 3) return false;
      grouped_ = true;
    }
    return !grouped_ || (last == 3 && plain_[0] != '0');
  }

  bool take_fraction() {
    if (!take_front(text_, std::string_view(&style_.decimal, 1))) return whole_ > 0;
    put('.');
    return whole_ + take_digits() > 0;
  }

  // All that is left.
  bool take_magnitude() {
    if (!style_.magnitudes) return false;
    std::string_view word = text_;
    strip_blanks(word);
    const Magnitude* magnitude = find_magnitude(word);
    if (magnitude == nullptr) return false;
    for (const char c : magnitude->exponent) put(c);
    return true;
  }

  bool take_exponent() {
    if (text_.empty() || std::string_view("eEdD").find(text_.front()) == std::string_view::npos) {
      return true;
    }
    text_.remove_prefix(1);
    put('e');
    if (!text_.empty() && (text_.front() == '-' || text_.front() == '+')) {
      if (text_.front() == '-') put('-');
      text_.remove_prefix(1);
    }
    return take_digits() > 0;
  }

  bool read_hexadecimal(double& value) const {
    constexpr size_t kDigits = 13;  // 52 bits: whole numbers that a double holds
    uint64_t number = 0;
    if (text_.empty() || text_.size() > kDigits) return false;
    const auto [end, error] =
        std::from_chars(text_.data(), text_.data() + text_.size(), number, 16);
    value = static_cast<double>(number);
    return error == std::errc() && end == text_.data() + text_.size();
  }

  std::string_view text_;
  const NumberStyle& style_;
  std::array<char, kLongest + 8> plain_;
  size_t size_ = 0, whole_ = 0;
  bool grouped_ = false;
};

}  // namespace

bool read_number(std::string_view text, const NumberStyle& style, double& value) {
  strip_blanks(text);
  if (text.size() > 3 && text.starts_with("=\"") && text.ends_with('"')) {
    text = text.substr(2, text.size() - 3);
    strip_blanks(text);
  }
  // A sign and the unit, in either order, inside or outside parentheses.
  bool negative = false, sign = false, unit = style.unit.empty();
  for (bool again = true; again; strip_blanks(text)) {
    again = false;
    if (!sign) {
      if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
        text = text.substr(1, text.size() - 2);
        sign = negative = again = true;
        continue;
      }
      if (take_front(text, "+")) {
        sign = again = true;
      } else if (take_front_of(text, kMinus) ||
                 (style.minus_behind && take_back_of(text, kMinus))) {
        sign = negative = again = true;
      }
    }
    if (!unit && (take_front(text, style.unit) || take_back(text, style.unit))) unit = again = true;
  }
  if (!Digits(text, style).read(value)) return false;
  if (negative) value = -value;
  return true;
}

}  // namespace aimodel
