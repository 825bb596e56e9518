#include "data/number_fold.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace aimodel {

void MomentsFold::add(double value) {
  switch (pass_) {
    case Pass::range:
      low_ = std::min(low_, value);
      high_ = std::max(high_, value);
      sum_ += value;
      ++count_;
      return;
    case Pass::sum:
      sum_ += value / unit_;
      return;
    case Pass::rest:
      rest_ += value / unit_ - mean_;
      return;
    case Pass::squares: {
      const double distance = value / unit_ - mean_;
      squares_ += distance * distance;
      rest_ += distance;
      return;
    }
    case Pass::done:
      return;
  }
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

namespace {

// Bits that compare as unsigned numbers as the numbers do. -0 is 0.
uint64_t sortable(double value) {
  const auto bits = std::bit_cast<uint64_t>(value + 0.0);
  constexpr uint64_t kSign = uint64_t{1} << 63;
  return (bits & kSign) != 0 ? ~bits : bits | kSign;
}

double number_of(uint64_t sortable_bits) {
  constexpr uint64_t kSign = uint64_t{1} << 63;
  return std::bit_cast<double>((sortable_bits & kSign) != 0 ? sortable_bits & ~kSign
                                                            : ~sortable_bits);
}

constexpr int kBytes = 8;

}  // namespace

void QuantileFold::add(double value) {
  if (found_ < 0) {
    ++count_;
    return;
  }
  const uint64_t bits = sortable(value);
  const int shift = 8 * (kBytes - 1 - found_);
  for (Search& search : searches_) {
    if (found_ == 0 || (bits >> shift >> 8) == search.bits) ++search.counts[bits >> shift & 0xFF];
  }
}

bool QuantileFold::end_pass() {
  if (found_ < 0) {
    if (count_ == 0) return false;
    for (const double share : shares_) {
      const auto below = static_cast<uint64_t>(share * static_cast<double>(count_ - 1));
      searches_.push_back({below, 0, {}});
      searches_.push_back({std::min(below + 1, count_ - 1), 0, {}});
    }
  } else if (found_ < kBytes) {
    for (Search& search : searches_) {
      uint64_t byte = 0;
      while (search.place >= search.counts[byte]) search.place -= search.counts[byte++];
      search.bits = search.bits << 8 | byte;
      search.counts.fill(0);
    }
  }
  return ++found_ < kBytes;
}

double QuantileFold::result(size_t share) const {
  const double place = shares_[share] * static_cast<double>(count_ - 1);
  const double part = place - std::floor(place);
  const double below = number_of(searches_[2 * share].bits);
  const double above = number_of(searches_[2 * share + 1].bits);
  return part == 0 || below == above ? below : below * (1 - part) + above * part;
}

}  // namespace aimodel
