#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/predictor.h"

namespace aimodel {

// One number that measures a model. Its name is the metric's, with "OUTPUT." before it where the
// model has several outputs; "loss" is what training made small.
struct Measure {
  std::string name;
  const Metric* metric = nullptr;  // null for the loss
  size_t output = 0;
  MetricValue value;
  std::optional<MetricValue> trivial{};  // see trivial.h; only where somebody asked for it
  bool higher_is_better() const { return metric != nullptr && metric->higher_is_better; }
};

struct Evaluation {
  std::vector<Measure> measures;  // the loss first
  std::vector<Scored> scored;     // per output
  const Measure* find(const std::string& name) const;
};

// Which measures a model reports: those that the spec names, else the usual ones of each output's
// type. Throws Error (spec) for a metric that fits none of the outputs.
std::vector<Measure> measures_of(const Spec& spec, const std::vector<OutputInfo>& outputs);

// One measure by name, also where the spec does not name it; without a metric where there is none
// of that name.
std::vector<std::string> known_measures(const std::vector<OutputInfo>& outputs);
bool find_measure(const std::string& name, const std::vector<OutputInfo>& outputs,
                  Measure* measure);

// Of each output the probability from which the positive one of two classes is predicted, or nothing.
using Thresholds = std::vector<std::optional<double>>;

Evaluation evaluate(const Model& model, Predictor& predictor, const Selection& rows,
                    std::vector<Measure> measures, const Thresholds& thresholds = {});
Evaluation evaluate(const Model& model, Predictor& predictor, const Dataset& data,
                    std::vector<Measure> measures);

// {"loss": 0.12, "auc": null, "auc_reason": "one class only"}
Json to_json(const std::vector<Measure>& measures);

}  // namespace aimodel
