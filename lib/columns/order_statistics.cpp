#include "columns/order_statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace aimodel {

namespace {

constexpr size_t kBuckets = 1024, kFew = 256;

struct Bounds {
  double low, high;
};

Bounds bounds_of(std::span<const double> numbers) {
  double low = numbers[0], high = numbers[0];
#pragma omp simd reduction(min : low) reduction(max : high)
  for (size_t i = 0; i < numbers.size(); ++i) {
    low = numbers[i] < low ? numbers[i] : low;
    high = numbers[i] > high ? numbers[i] : high;
  }
  return {low, high};
}

// Looks at buckets of equal width between the least and the greatest number, and then into those
// alone that hold one of the ranks.
class Selection {
 public:
  explicit Selection(std::span<const size_t> ranks) : ranks_(ranks), found_(ranks.size()) {}

  // `before` numbers are below these, which are those of the ranks [first, end).
  void find(std::span<double> numbers, size_t before, size_t first, size_t end, int level) {
    if (first == end) return;
    const auto [low, high] = bounds_of(numbers);
    if (low == high) {
      while (first < end) found_[first++] = low;
      return;
    }
    const double scale = static_cast<double>(kBuckets) / (high - low);
    if (numbers.size() <= kFew || level == kLevels || !std::isfinite(scale) || scale == 0) {
      std::ranges::sort(numbers);
      for (; first < end; ++first) found_[first] = numbers[ranks_[first] - before];
      return;
    }
    // Most tables have columns in which the least number, often 0, is that of many rows.
    size_t others = 0;
    for (const double number : numbers) {
      numbers[others] = number;
      others += number != low ? 1 : 0;
    }
    before += numbers.size() - others;
    while (first < end && ranks_[first] < before) found_[first++] = low;
    if (first < end)
      look_into_buckets(numbers.first(others), {low, scale}, before, first, end, level);
  }

  std::vector<double> found() && { return std::move(found_); }

 private:
  static constexpr int kLevels = 3;
  struct Buckets {
    double low, scale;
    uint16_t of(double number) const {
      return static_cast<uint16_t>(
          std::min<int64_t>(static_cast<int64_t>((number - low) * scale), kBuckets - 1));
    }
  };

  void look_into_buckets(std::span<const double> numbers, const Buckets& buckets, size_t before,
                         size_t first, size_t end, int level) {
    std::vector<uint16_t> bucket(numbers.size());
    for (size_t i = 0; i < numbers.size(); ++i) bucket[i] = buckets.of(numbers[i]);
    std::array<size_t, kBuckets> counts{};
    for (const uint16_t one : bucket) ++counts[one];
    std::array<bool, kBuckets> wanted{};
    std::array<size_t, kBuckets> next{};  // where the bucket's next number goes
    struct Opened {
      size_t bucket, begin, before, first, end;
    };
    std::vector<Opened> opened;
    size_t size = 0;
    for (size_t one = 0; one < kBuckets && first < end; before += counts[one++]) {
      const size_t from = first;
      while (first < end && ranks_[first] < before + counts[one]) ++first;
      if (from == first) continue;
      wanted[one] = true;
      next[one] = size;
      opened.push_back({one, size, before, from, first});
      size += counts[one];
    }
    std::vector<double> kept(size);
    for (size_t i = 0; i < numbers.size(); ++i) {
      if (wanted[bucket[i]]) kept[next[bucket[i]]++] = numbers[i];
    }
    for (const Opened& one : opened) {
      find(std::span(kept).subspan(one.begin, counts[one.bucket]), one.before, one.first, one.end,
           level + 1);
    }
  }

  std::span<const size_t> ranks_;
  std::vector<double> found_;
};

}  // namespace

std::vector<double> order_statistics(std::vector<double> numbers, std::span<const size_t> ranks) {
  Selection selection(ranks);
  selection.find(numbers, 0, 0, ranks.size(), 0);
  return std::move(selection).found();
}

}  // namespace aimodel
