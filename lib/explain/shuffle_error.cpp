#include "explain/shuffle_error.h"

#include <algorithm>
#include <cmath>

namespace aimodel {

ShuffleError::ShuffleError(const std::vector<double>& share)
    : share_(share), by_row_(share.size()), by_value_(share.size()), value_share_(share.size()) {}

void ShuffleError::add(const std::vector<double>& loss, const std::vector<uint32_t>& given) {
  ++repeats_;
  for (size_t i = 0; i < loss.size(); ++i) {
    sum_ += loss[i];
    squares_ += loss[i] * loss[i];
    products_ += loss[i] * share_[i];
    by_row_[i] += loss[i];
    by_value_[given[i]] += loss[i];
    value_share_[given[i]] += share_[i];
  }
}

double ShuffleError::mean() const {
  return sum_ / (static_cast<double>(share_.size()) * repeats_);
}

double ShuffleError::standard_error() const {
  const auto n = static_cast<double>(share_.size());
  const double m = mean(), r = repeats_;
  double row = 0, value = 0, both = 0, shares = 0;
  for (size_t i = 0; i < share_.size(); ++i) {
    const double a = by_row_[i] / r - share_[i] * m;
    const double b = (by_value_[i] - value_share_[i] * m) / r;
    row += a * a / (n - 1);
    value += b * b / (n - 1);
    both += a * b / (n - 1);
    shares += share_[i] * share_[i];
  }
  if (r < 2) return std::sqrt(row / n);  // of one shuffle: a, b and e are not told apart
  const double all =
      std::max(0.0, squares_ - 2 * m * products_ + m * m * r * shares) / ((n - 1) * r);
  const double own = std::max(0.0, (r * row - all) / (r - 1));
  const double values = std::max(0.0, (r * value - all) / (r - 1));
  const double rest = std::max(0.0, all - own - values);
  const double variance = (own + values + 2 * both) / n + rest / (n * r);
  return std::sqrt(std::max(variance, all / (n * r)));
}

}  // namespace aimodel
