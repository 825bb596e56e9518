// Without fused multiply-adds (CMakeLists.txt): the compiler would fuse some elements of a block
// and not others, and the sums would tell where blocks end.
#include <algorithm>
#include <cmath>

#include "columns/number_fold.h"

namespace aimodel {

// Sums stand in variables of their own, which the compiler keeps in registers.
void MomentsFold::add(std::span<const double> values) {
  double sum = sum_, rest = rest_, squares = squares_, low = low_, high = high_;
  const double unit = unit_, mean = mean_;
  switch (pass_) {
    case Pass::range:
      for (const double value : values) {
        low = std::min(low, value);
        high = std::max(high, value);
        sum += value;
      }
      count_ += std::ssize(values);
      break;
    case Pass::sum:
      for (const double value : values) sum += value / unit;
      break;
    case Pass::rest:
      for (const double value : values) rest += value / unit - mean;
      break;
    case Pass::squares:
      for (const double value : values) {
        const double distance = value / unit - mean;
        squares += distance * distance;
        rest += distance;
      }
      break;
    case Pass::done:
      return;
  }
  sum_ = sum, rest_ = rest, squares_ = squares, low_ = low, high_ = high;
}

bool MomentsFold::end_pass() {
  constexpr double kLarge = 0x1p+400, kSmall = 0x1p-400;
  const auto count = static_cast<double>(count_);
  switch (pass_) {
    case Pass::range:
      if (!(low_ < high_)) {
        pass_ = Pass::done;
        break;
      }
      if (const double size = std::max(-low_, high_); size > kLarge || size < kSmall) {
        unit_ = size > kLarge ? 0x1p+600 : 0x1p-600;  // the sum has to be made again
        sum_ = 0;
        pass_ = Pass::sum;
        break;
      }
      [[fallthrough]];
    case Pass::sum:
      mean_ = sum_ / count;
      pass_ = Pass::rest;
      break;
    case Pass::rest:
      mean_ += rest_ / count;
      rest_ = 0;
      pass_ = Pass::squares;
      break;
    case Pass::squares:
    case Pass::done:
      pass_ = Pass::done;
      break;
  }
  return pass_ != Pass::done;
}

Moments MomentsFold::result() const {
  if (low_ == high_) return {low_, 0};
  const auto count = static_cast<double>(count_);
  const double variance = std::max(0.0, (squares_ - rest_ * rest_ / count) / count);
  return {std::clamp(mean_ * unit_, low_, high_), std::sqrt(variance) * unit_};
}

}  // namespace aimodel
