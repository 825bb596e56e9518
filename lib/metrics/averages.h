#pragma once

#include "metrics/class_counts.h"

namespace aimodel {

// The rates of one class:
//   precision  hits / predicted
//   recall     hits / support
//   f1         2 hits / (predicted + support), their harmonic mean
enum class Rate { precision, recall, f1 };

// How the rates of the classes become one number:
//   plain     that of the positive class of two, else macro
//   macro     mean over the classes that occur in truth or predictions; an undefined rate counts 0
//   micro     of all classes' counts together, which for one label a row is the accuracy
//   weighted  mean weighted by support; an undefined rate counts 0
//   source    sklearn.metrics.precision_recall_fscore_support
enum class Average { plain, macro, micro, weighted };

// A rate of one class, undefined where it is 0 / 0.
MetricValue rate_of(const ClassCount& count, Rate rate, const std::string& class_name);

MetricValue average_rate(const Scored& scored, Rate rate, Average average);

}  // namespace aimodel
