#include "data/statistics.h"

#include <algorithm>
#include <cmath>

namespace aimodel {

// Two passes, each mean corrected by what rounding left over (Chan, Golub, LeVeque 1983). Numbers
// so large that their squares or sums overflow are first divided by a power of two, which is exact.
Moments moments(std::span<const double> values) {
  const auto [low, high] = std::ranges::minmax(values);
  if (low == high) return {low, 0};
  constexpr double kLarge = 0x1p+400;
  const double unit = std::max(-low, high) > kLarge ? 0x1p+600 : 1;
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value / unit;
  double mean = sum / count;
  double rest = 0;
  for (const double value : values) rest += value / unit - mean;
  mean += rest / count;
  double squares = 0;
  rest = 0;
  for (const double value : values) {
    const double distance = value / unit - mean;
    squares += distance * distance;
    rest += distance;
  }
  const double variance = std::max(0.0, (squares - rest * rest / count) / count);
  return {std::clamp(mean * unit, low, high), std::sqrt(variance) * unit};
}

double quantile(std::span<const double> sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(place);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(below);
  if (part == 0 || sorted[below] == sorted[above]) return sorted[below];
  return sorted[below] * (1 - part) + sorted[above] * part;
}

}  // namespace aimodel
