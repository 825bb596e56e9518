#include "metrics/rank_counts.h"

#include <algorithm>
#include <utility>

#include "tensor/parallel.h"

namespace aimodel {

RankCounts::RankCounts(const Scored& scored) : classes_(scored.classes.size()) {
  std::vector<std::vector<std::pair<double, double>>> rows(classes_);  // probability, weight
  for (int64_t i = 0; i < scored.rows; ++i) {
    const auto row = static_cast<size_t>(i);
    rows[static_cast<size_t>(scored.target[row])].emplace_back(scored.scores[row].of_truth,
                                                               scored.weight_of(i));
  }
  for (auto& own : rows) {
    starts_.push_back(levels_.size());
    std::ranges::stable_sort(own, {}, &std::pair<double, double>::first);
    for (const auto& [probability, weight] : own) {
      if (levels_.size() == starts_.back() || levels_.back() != probability) {
        levels_.push_back(probability);
        inside_.push_back(0);
      }
      inside_.back() += weight;
    }
  }
  starts_.push_back(levels_.size());
  outside_.resize(2 * levels_.size() + classes_);
}

bool RankCounts::complete() const {
  for (size_t k = 0; k < classes_; ++k) {
    double weight = 0;
    for (size_t i = starts_[k]; i < starts_[k + 1]; ++i) weight += inside_[i];
    if (weight == 0) return false;
  }
  return true;
}

void RankCounts::add(const Scored& scored, int64_t first, std::span<const double> p) {
  constexpr int64_t kClasses = 256;
  const auto classes = static_cast<int64_t>(classes_);
  const size_t rows = p.size() / classes_;
  // A class is one thread's, which takes the rows in order.
  for_ranges(classes, kClasses, 10.0 * static_cast<double>(p.size()),
             [&](int64_t from, int64_t to) {
               for (size_t i = 0; i < rows; ++i) {
                 const int64_t row = first + static_cast<int64_t>(i);
                 const auto truth = static_cast<int64_t>(scored.target[static_cast<size_t>(row)]);
                 const double weight = scored.weight_of(row);
                 for (int64_t k = from; k < to; ++k) {
                   if (k == truth) continue;
                   const auto of = static_cast<size_t>(k);
                   const double probability = p[i * classes_ + of];
                   const auto begin = levels_.begin() + static_cast<std::ptrdiff_t>(starts_[of]);
                   const auto end = levels_.begin() + static_cast<std::ptrdiff_t>(starts_[of + 1]);
                   const auto found = std::lower_bound(begin, end, probability);
                   const bool at = found != end && *found == probability;
                   const auto slot = static_cast<size_t>(2 * (found - begin)) + (at ? 1 : 0);
                   outside_[2 * starts_[of] + of + slot] += weight;
                 }
               }
             });
}

std::vector<std::vector<Tie>> RankCounts::ties() const {
  std::vector<std::vector<Tie>> result(classes_);
  for (size_t k = 0; k < classes_; ++k) {
    const double* outside = outside_.data() + 2 * starts_[k] + k;
    const size_t count = starts_[k + 1] - starts_[k];
    result[k].push_back({0, outside[2 * count]});
    for (size_t i = count; i-- > 0;) {
      result[k].push_back({inside_[starts_[k] + i], outside[2 * i + 1]});
      result[k].push_back({0, outside[2 * i]});
    }
  }
  return result;
}

}  // namespace aimodel
