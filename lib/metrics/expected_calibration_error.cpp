#include <algorithm>
#include <array>
#include <cmath>

#include "metrics/row_score.h"

namespace aimodel {

namespace {

constexpr int kBins = 15;

// The bin (low, high] that a confidence falls into; its edges are b / 15 as doubles give them.
size_t bin_of(double confidence) {
  const auto edge = [](int b) { return static_cast<double>(b) / kBins; };
  int bin = static_cast<int>(std::ceil(std::clamp(confidence, 0.0, 1.0) * kBins)) - 1;
  bin = std::clamp(bin, 0, kBins - 1);
  // The product may have been rounded down to the edge below, never up past the one above.
  if (bin < kBins - 1 && confidence > edge(bin + 1)) ++bin;
  return static_cast<size_t>(bin);
}

}  // namespace

// Expected calibration error: how far, on average, the probability of the most probable class is from
// the share of rows in which that class is true.
//   ece = sum_b (rows in bin b / rows) |accuracy in b - mean confidence in b|
//   over 15 equal bins (low, high] of confidence
//   source  Guo, Pleiss, Sun, Weinberger 2017, arXiv:1706.04599, eq. 3
MetricValue expected_calibration_error(const Scored& scored) {
  std::array<double, kBins> surplus{};  // hits - confidence, summed
  double rows = 0;
  for (int64_t i = 0; i < scored.rows; ++i) {
    const auto truth = static_cast<int64_t>(scored.target[static_cast<size_t>(i)]);
    const int64_t predicted = most_probable_class(scored, i);
    const double sure = confidence(scored, i);
    const double weight = scored.weight_of(i);
    surplus[bin_of(sure)] += weight * ((predicted == truth ? 1.0 : 0.0) - sure);
    rows += weight;
  }
  double sum = 0;
  for (const double bin : surplus) sum += std::abs(bin);
  return {sum / rows, ""};
}

}  // namespace aimodel
