#include "csv/thousands_watch.h"

#include "csv/dress_cells.h"

namespace aimodel {

namespace {

constexpr size_t kSeveral = 3;  // as in the profile of a file

// 1.234, 12.345, 1.234.567 is no plain number
bool is_group(std::string_view whole, std::string_view fraction) {
  return !whole.empty() && whole.size() <= 3 && whole[0] != '0' && fraction.size() == 3 &&
         all_digits(whole) && all_digits(fraction);
}

}  // namespace

void ThousandsWatch::add(std::string_view number) {
  if (number.starts_with('-')) number.remove_prefix(1);
  const size_t point = number.find('.');
  if (point == std::string_view::npos) {
    ++without_;
    refuted_ = number.size() > 3 || (!number.empty() && !all_digits(number));
    goes_on_ = !refuted_ && (without_ < enough_ || !points_.empty());
    return;
  }
  refuted_ = !is_group(number.substr(0, point), number.substr(point + 1));
  goes_on_ = !refuted_;
  if (refuted_ || points_.size() == kSeveral) return;
  if (std::ranges::find(points_, number) == points_.end()) points_.emplace_back(number);
}

void ThousandsWatch::join(const ThousandsWatch& other) {
  refuted_ = refuted_ || other.refuted_;
  without_ += other.without_;
  for (const std::string& point : other.points_) {
    const bool known = std::ranges::find(points_, point) != points_.end();
    if (points_.size() < kSeveral && !known) points_.push_back(point);
  }
  goes_on_ = !refuted_ && (without_ < enough_ || !points_.empty());
}

ThousandsWatch ThousandsWatch::next() const {
  constexpr int64_t kFew = 10;
  ThousandsWatch watch;
  watch.goes_on_ = !refuted_;
  if (!goes_on_) watch.enough_ = kFew;
  return watch;
}

std::string ThousandsWatch::doubtful() const {
  return !refuted_ && without_ > 0 && points_.size() == kSeveral ? points_[0] : "";
}

}  // namespace aimodel
