#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "base/random.h"
#include "metrics/metric.h"
#include "metrics/ranking.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// Sets weight[i] to what row i counts (1, or its own weight) times how often one resample draws it.
// A row is the upper half of a draw of 32 bits times the rows: uneven by rows / 2^32 at most.
void resample(const Random& random, const std::vector<double>& own, std::span<double> weight) {
  const uint64_t rows = weight.size();
  std::fill(weight.begin(), weight.end(), 0.0);
  std::array<uint32_t, 1024> draws;
  for (uint64_t first = 0; first < rows; first += draws.size()) {
    const auto count = static_cast<size_t>(std::min<uint64_t>(draws.size(), rows - first));
    random.fill_bits(first, std::span(draws).first(count));
    for (size_t i = 0; i < count; ++i) weight[draws[i] * rows >> 32] += 1;
  }
  for (size_t i = 0; i < own.size(); ++i) weight[i] *= own[i];
}

// The value below which a share of the sorted values lies, straight between neighbours.
double percentile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - std::floor(position)) * (sorted[above] - sorted[below]);
}

}  // namespace

Interval bootstrap_interval(const Metric& metric, const Scored& scored, int repeats,
                            uint64_t seed) {
  if (metric.ranks && !scored.scores.empty()) {  // ranked once, by the rows' own weights
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    return {kNone, kNone};
  }
  Scored ranked = scored;
  if (metric.ranks && ranked.ranking.empty()) rank(ranked);
  const Random random = Random(seed).branch("bootstrap");
  std::vector<double> values(static_cast<size_t>(repeats));
  // Each piece has rows with weights of its own, so there are few of them.
  constexpr int64_t kPieces = 16;
  const double work = static_cast<double>(scored.rows) * 10 * repeats;
  const int64_t size = std::max<int64_t>(1, (repeats + kPieces - 1) / kPieces);
  for_ranges(repeats, size, work, [&](int64_t first, int64_t last) {
    Scored drawn = ranked;
    drawn.weight.resize(static_cast<size_t>(scored.rows));
    for (int64_t repeat = first; repeat < last; ++repeat) {
      resample(random.branch(static_cast<uint64_t>(repeat)), scored.weight, drawn.weight);
      const MetricValue value = metric.compute(drawn);
      values[static_cast<size_t>(repeat)] =
          value.defined() ? value.value : std::numeric_limits<double>::quiet_NaN();
    }
  });
  std::erase_if(values, [](double value) { return std::isnan(value); });
  std::sort(values.begin(), values.end());
  return {percentile(values, 0.025), percentile(values, 0.975)};
}

}  // namespace aimodel
