#pragma once

#include <span>
#include <string>
#include <vector>

#include "metrics/metric.h"

namespace aimodel {

// Rows by falling probability of a class; equal ones in the order of the rows. What Scored::ranking
// holds of each class.
std::vector<uint32_t> rank_rows(const Scored& scored, int64_t of_class);

// Why rows of many classes, which nobody has ranked, have no curve: a class without rows.
std::string unranked(const Scored& scored);

// Makes Scored::ranking.
void rank(Scored& scored);

// Goes through the rows by falling probability of a class, those of equal probability together:
// group(weight of rows of the class, weight of the others).
template <typename Group>
void for_each_tie(const Scored& scored, int64_t of_class, const Group& group) {
  if (!scored.scores.empty()) {
    if (scored.ties.empty()) return;
    for (const Tie& tie : scored.ties[static_cast<size_t>(of_class)]) {
      group(tie.inside, tie.outside);
    }
    return;
  }
  std::vector<uint32_t> made;
  std::span<const uint32_t> order;
  if (scored.ranking.empty()) {
    made = rank_rows(scored, of_class);
    order = made;
  } else {
    const auto rows = static_cast<size_t>(scored.rows);
    order = std::span(scored.ranking).subspan(static_cast<size_t>(of_class) * rows, rows);
  }
  const auto probability = [&](uint32_t row) {
    return scored.prediction[static_cast<size_t>(row * scored.width + of_class)];
  };
  for (size_t i = 0; i < order.size();) {
    const double level = probability(order[i]);
    double inside = 0;
    double outside = 0;
    for (; i < order.size() && probability(order[i]) == level; ++i) {
      const bool is_class = static_cast<int64_t>(scored.target[order[i]]) == of_class;
      (is_class ? inside : outside) += scored.weight_of(order[i]);
    }
    group(inside, outside);
  }
}

// One class against the rest, of two classes the positive one, else the mean over all classes;
// undefined where it is for any.
template <typename OfClass>
MetricValue one_against_rest(const Scored& scored, const OfClass& of_class) {
  const auto classes = static_cast<int64_t>(scored.classes.size());
  if (classes == 2) return of_class(scored.positive);
  if (!scored.scores.empty() && scored.ties.empty()) return {0, unranked(scored)};
  MetricValue mean;
  for (int64_t k = 0; k < classes; ++k) {
    MetricValue one = of_class(k);
    if (!one.defined()) return one;
    mean.value += one.value / static_cast<double>(classes);
  }
  return mean;
}

}  // namespace aimodel
