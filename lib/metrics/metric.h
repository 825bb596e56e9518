#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_fwd.h"

namespace aimodel {

// Of a row what most metrics of classes ask, in place of the probability of each class.
struct RowScore {
  int64_t predicted = 0;  // the most probable class; the first of equals
  double confidence = 0;  // its probability
  double of_truth = 0;    // the probability of the true class
  double distance = 0;    // of the probabilities from the truth, squared: see brier
};

// Weights of rows of a class and of others to which it gives the same probability, or none.
struct Tie {
  double inside = 0, outside = 0;
};

// What one output predicted for some rows, and what was true.
struct Scored {
  std::vector<std::string> classes;  // empty: numbers
  int64_t positive = 1;  // of two classes, the one that precision, recall, f1, auc speak of
  int64_t rows = 0;
  int64_t width = 0;               // classes, or numbers a row
  std::vector<double> prediction;  // [rows, width] probabilities, or numbers in the data's own unit
  // Of many classes the probabilities are not held: these stand for them.
  std::vector<RowScore> scores;        // [rows], or empty where `prediction` is there
  std::vector<std::vector<Tie>> ties;  // of each class, by falling probability: what RankCounts
                                       // counted, where a metric was to rank
  std::vector<double> target;          // [rows] class indices, or [rows, width]
  std::vector<double> weight;          // [rows], or empty for 1; a row of weight 0 counts as no row
  // Of two classes the positive one is predicted from this probability on; without it the more
  // probable one is.
  std::optional<double> threshold;
  // [width, rows] rows by falling probability of each class; empty where nobody has sorted them.
  std::vector<uint32_t> ranking;

  double weight_of(int64_t row) const {
    return weight.empty() ? 1.0 : weight[static_cast<size_t>(row)];
  }
};

// A metric that cannot be computed (no positive rows, no variance) has no value but a reason, in
// words that can stand after "undefined: ".
struct MetricValue {
  double value = 0;
  std::string reason;
  bool defined() const { return reason.empty(); }
};

struct Metric {
  const char* name;
  bool for_classes;
  bool higher_is_better;
  MetricValue (*compute)(const Scored& scored);
  bool ranks = false;  // whether it uses Scored::ranking, which it makes itself where there is none
  bool follows_threshold = false;  // whether it looks at which class is predicted
  bool shows_skill = true;         // whether an answer that looks at no input is poor in it
  bool has_unit = false;           // whether it is in the unit of the numbers that it measures
};

// The table of metrics; null where there is none of that name.
const Metric* find_metric(const std::string& name);
std::vector<std::string> metric_names(bool for_classes);

// What was predicted of one of several columns of numbers.
Scored only_column(const Scored& scored, size_t column);

// counts[true * classes + predicted], weighted.
std::vector<double> confusion_matrix(const Scored& scored);
// The most probable class of a row; the first of equals.
int64_t most_probable_class(const Scored& scored, int64_t row);
// The class that is predicted for it: that one, or what the threshold makes of two.
int64_t predicted_class(const Scored& scored, int64_t row);

// Precision, recall, f1 and rows of each class; a value that is not defined is null.
struct ClassMetrics {
  std::string name;
  MetricValue precision, recall, f1;
  double support = 0;
};
std::vector<ClassMetrics> per_class(const Scored& scored);

// A percentile bootstrap over rows (Efron 1979): `repeats` resamples, 95% interval. The rows of a
// resample are draws of the counter-based generator, so the interval is the same at any thread
// count; inside with_team its threads share the resamples. Resamples in which the metric is
// undefined are left out; where it is in all of them both ends are NaN, and so they are of a metric
// that ranks the rows of so many classes that their probabilities are not held.
struct Interval {
  double low = 0, high = 0;
  bool known() const { return low <= high; }
};
Interval bootstrap_interval(const Metric& metric, const Scored& scored, int repeats, uint64_t seed);

}  // namespace aimodel
