#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metrics/metric.h"

namespace aimodel {

// How the rows of each class rank among all by its probability, without a matrix of rows and
// classes: a curve of one class against the rest (ROC, precision and recall) turns only where a row
// of the class stands, so that it is enough to know how much weight lies between these, and at them.
// Each row is of one class: all classes together have as many such levels as there are rows.
class RankCounts {
 public:
  // Of rows whose probability of their own class is known (Scored::scores).
  explicit RankCounts(const Scored& scored);

  // Whether each class has rows: else there is no mean over the classes' curves.
  bool complete() const;

  // Rows first, first + 1, ... of all: their probabilities, and truths and weights as in `scored`.
  //   p [rows, classes]
  void add(const Scored& scored, int64_t first, std::span<const double> p);

  // Of each class, by falling probability of it.
  std::vector<std::vector<Tie>> ties() const;

 private:
  size_t classes_;
  std::vector<size_t> starts_;   // of each class in `levels_`, and the end
  std::vector<double> levels_;   // distinct probabilities of its rows, rising
  std::vector<double> inside_;   // their weight
  std::vector<double> outside_;  // of other rows: below level 0, at it, between it and 1, ...
};

}  // namespace aimodel
