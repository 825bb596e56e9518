#include "profile/sorted_numbers.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "profile/column_numbers.h"

namespace aimodel {

SortedNumbers::SortedNumbers(const FrameColumn& cells) {
  std::vector<int64_t> by_id(cells.texts.size());
  for (const uint32_t id : cells.ids) ++by_id[id];
  const std::vector<double> numbers = numbers_of(cells);
  std::vector<std::pair<double, int64_t>> sorted;
  for (size_t id = 1; id < numbers.size(); ++id) {
    if (by_id[id] > 0 && !std::isnan(numbers[id])) sorted.emplace_back(numbers[id], by_id[id]);
  }
  std::ranges::sort(sorted);
  for (const auto& [value, count] : sorted) {
    if (values.empty() || value != values.back()) {  // "1" and "1.0" are one
      values.push_back(value);
      counts.push_back(0);
    }
    counts.back() += count;
    total += count;
  }
}

SortedNumbers SortedNumbers::range(size_t first, size_t end) const {
  SortedNumbers range;
  const auto from = static_cast<std::ptrdiff_t>(first), to = static_cast<std::ptrdiff_t>(end);
  range.values.assign(values.begin() + from, values.begin() + to);
  range.counts.assign(counts.begin() + from, counts.begin() + to);
  range.total = std::accumulate(range.counts.begin(), range.counts.end(), int64_t{0});
  return range;
}

SortedNumbers SortedNumbers::without(double value) const {
  SortedNumbers rest = *this;
  const auto index = std::ranges::lower_bound(rest.values, value) - rest.values.begin();
  if (index == std::ssize(values) || rest.values[static_cast<size_t>(index)] != value) return rest;
  rest.total -= rest.counts[static_cast<size_t>(index)];
  rest.values.erase(rest.values.begin() + index);
  rest.counts.erase(rest.counts.begin() + index);
  return rest;
}

double SortedNumbers::quantile(double share) const {
  const double position = share * static_cast<double>(total - 1);
  const auto below = static_cast<int64_t>(position);
  const auto at = [&](int64_t rank) {
    for (size_t i = 0; i < size(); ++i) {
      if (rank < counts[i]) return values[i];
      rank -= counts[i];
    }
    return values.back();
  };
  const double low = at(below), high = at(below + 1),
               fraction = position - static_cast<double>(below);
  const double distance = high - low;
  return std::isfinite(distance) ? low + fraction * distance : std::lerp(low, high, fraction);
}

double SortedNumbers::skewness() const {
  const auto n = static_cast<double>(total);
  double mean = 0, squares = 0, cubes = 0;
  for (size_t i = 0; i < size(); ++i) mean += static_cast<double>(counts[i]) * values[i] / n;
  for (size_t i = 0; i < size(); ++i) {
    const double d = values[i] - mean, count = static_cast<double>(counts[i]);
    squares += count * d * d / n;
    cubes += count * d * d * d / n;
  }
  return squares > 0 ? cubes / (squares * std::sqrt(squares)) : 0;
}

}  // namespace aimodel
