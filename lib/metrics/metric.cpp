#include "metrics/metric.h"

#include <cmath>

#include "metrics/averages.h"

namespace aimodel {

MetricValue accuracy(const Scored& scored);
MetricValue area_under_roc(const Scored& scored);
MetricValue average_precision(const Scored& scored);
MetricValue balanced_accuracy(const Scored& scored);
MetricValue brier(const Scored& scored);
MetricValue expected_calibration_error(const Scored& scored);
MetricValue explained_variance(const Scored& scored);
MetricValue log_loss(const Scored& scored);
MetricValue matthews_correlation(const Scored& scored);
MetricValue mean_absolute_error(const Scored& scored);
MetricValue mean_absolute_percentage_error(const Scored& scored);
MetricValue mean_squared_error(const Scored& scored);
MetricValue r2(const Scored& scored);
MetricValue root_mean_squared_error(const Scored& scored);

namespace {

using Compute = MetricValue (*)(const Scored& scored);

bool has_weight(const Scored& scored) {
  if (scored.weight.empty()) return scored.rows > 0;
  for (const double weight : scored.weight) {
    if (weight > 0) return true;
  }
  return false;
}

bool all_finite(const std::vector<double>& values) {
  for (const double value : values) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

bool all_finite(const std::vector<RowScore>& scores) {
  for (const RowScore& score : scores) {
    if (!std::isfinite(score.distance)) return false;
  }
  return true;
}

// What holds for every metric stands before it: there are rows, of the right kind, and numbers
// throughout.
template <Compute compute, bool for_classes>
MetricValue checked(const Scored& scored) {
  if (for_classes == scored.classes.empty()) {
    return {0, for_classes ? "it needs classes, not numbers" : "it needs numbers, not classes"};
  }
  if (!has_weight(scored)) return {0, "no rows"};
  if (!all_finite(scored.prediction) || !all_finite(scored.scores))
    return {0, "a prediction is not a finite number"};
  MetricValue result = compute(scored);
  if (result.defined() && !std::isfinite(result.value)) return {0, "it is too large for a number"};
  return result;
}

enum Better { lower, higher };

template <Compute compute, bool ranks = false>
constexpr Metric of_classes(const char* name, Better better) {
  return {name, true, better == higher, checked<compute, true>, ranks};
}

template <Compute compute>
constexpr Metric of_labels(const char* name) {
  Metric metric = of_classes<compute>(name, higher);
  metric.follows_threshold = true;
  return metric;
}

// Shares of the classes are calibrated, and say nothing.
template <Compute compute>
constexpr Metric of_calibration(const char* name) {
  Metric metric = of_classes<compute>(name, lower);
  metric.shows_skill = false;
  return metric;
}

template <Compute compute>
constexpr Metric of_numbers(const char* name, Better better) {
  return {name, false, better == higher, checked<compute, false>};
}

template <Compute compute>
constexpr Metric of_units(const char* name) {
  Metric metric = of_numbers<compute>(name, lower);
  metric.has_unit = true;
  return metric;
}

template <Rate rate, Average average>
MetricValue averaged(const Scored& scored) {
  return average_rate(scored, rate, average);
}

template <Rate rate, Average average>
constexpr Metric of_rate(const char* name) {
  return of_labels<averaged<rate, average>>(name);
}

constexpr Metric kMetrics[] = {
    of_labels<accuracy>("accuracy"),
    of_classes<area_under_roc, true>("auc", higher),
    of_labels<balanced_accuracy>("balanced_accuracy"),
    of_classes<brier>("brier", lower),
    of_calibration<expected_calibration_error>("ece"),
    of_rate<Rate::f1, Average::plain>("f1"),
    of_rate<Rate::f1, Average::macro>("f1_macro"),
    of_rate<Rate::f1, Average::micro>("f1_micro"),
    of_rate<Rate::f1, Average::weighted>("f1_weighted"),
    of_classes<log_loss>("log_loss", lower),
    of_labels<matthews_correlation>("mcc"),
    of_classes<average_precision, true>("pr_auc", higher),
    of_rate<Rate::precision, Average::plain>("precision"),
    of_rate<Rate::precision, Average::macro>("precision_macro"),
    of_rate<Rate::precision, Average::micro>("precision_micro"),
    of_rate<Rate::precision, Average::weighted>("precision_weighted"),
    of_rate<Rate::recall, Average::plain>("recall"),
    of_rate<Rate::recall, Average::macro>("recall_macro"),
    of_rate<Rate::recall, Average::micro>("recall_micro"),
    of_rate<Rate::recall, Average::weighted>("recall_weighted"),
    of_numbers<explained_variance>("explained_variance", higher),
    of_units<mean_absolute_error>("mae"),
    of_numbers<mean_absolute_percentage_error>("mape", lower),
    of_units<mean_squared_error>("mse"),
    of_numbers<r2>("r2", higher),
    of_units<root_mean_squared_error>("rmse"),
};

}  // namespace

const Metric* find_metric(const std::string& name) {
  for (const Metric& metric : kMetrics) {
    if (metric.name == name) return &metric;
  }
  return nullptr;
}

std::vector<std::string> metric_names(bool for_classes) {
  std::vector<std::string> names;
  for (const Metric& metric : kMetrics) {
    if (metric.for_classes == for_classes) names.emplace_back(metric.name);
  }
  return names;
}

Scored only_column(const Scored& scored, size_t column) {
  Scored one;
  one.rows = scored.rows;
  one.width = 1;
  one.weight = scored.weight;
  const auto width = static_cast<size_t>(scored.width);
  for (size_t i = column; i < scored.target.size(); i += width) {
    one.target.push_back(scored.target[i]);
    one.prediction.push_back(scored.prediction[i]);
  }
  return one;
}

}  // namespace aimodel
