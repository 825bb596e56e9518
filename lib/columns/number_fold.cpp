#include "columns/number_fold.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace aimodel {

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
      while (search.rank >= search.counts[byte]) search.rank -= search.counts[byte++];
      search.bits = search.bits << 8 | byte;
      search.counts.fill(0);
    }
  }
  return ++found_ < kBytes;
}

double between(double below, double above, double fraction) {
  return fraction == 0 || below == above ? below : below * (1 - fraction) + above * fraction;
}

double QuantileFold::result(size_t share) const {
  const double position = shares_[share] * static_cast<double>(count_ - 1);
  const double fraction = position - std::floor(position);
  const double below = number_of(searches_[2 * share].bits);
  const double above = number_of(searches_[2 * share + 1].bits);
  return between(below, above, fraction);
}

}  // namespace aimodel
