#include "data/number_fold.h"

#include <algorithm>
#include <bit>
#include <cmath>

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

void MajorityFold::add(std::span<const double> values) {
  double candidate = value_;
  if (first_) {
    int64_t votes = votes_;
    for (const double value : values) {
      candidate = votes == 0 ? value : candidate;
      votes += value == candidate ? 1 : -1;
    }
    value_ = candidate;
    votes_ = votes;
    count_ += std::ssize(values);
  } else {
    others_ += std::ssize(values) - std::ranges::count(values, candidate);
  }
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

void QuantileFold::add(std::span<const double> values) {
  if (found_ < 0) {
    count_ += values.size();
    return;
  }
  const int shift = 8 * (kBytes - 1 - found_);
  for (const double value : values) {
    const uint64_t bits = sortable(value);
    for (Search& search : searches_) {
      if (found_ == 0 || (bits >> shift >> 8) == search.bits) ++search.counts[bits >> shift & 0xFF];
    }
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
