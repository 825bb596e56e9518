#include "model/evaluate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/text.h"

namespace aimodel {

namespace {

std::string measure_name(const std::string& metric, const Outputs& outputs, size_t output) {
  return outputs.size() == 1 ? metric : outputs[output]->name() + "." + metric;
}

}  // namespace

const Measure* Evaluation::find(const std::string& name) const {
  for (const Measure& measure : measures) {
    if (measure.name == name) return &measure;
  }
  return nullptr;
}

std::vector<Measure> measures_of(const Spec& spec, const Outputs& outputs) {
  std::vector<Measure> result;
  result.push_back({"loss", nullptr, 0, {}});
  const bool named = spec.root().has("metrics");
  std::vector<std::string> used;
  for (size_t i = 0; i < outputs.size(); ++i) {
    for (const std::string& name : named ? spec.metrics() : outputs[i]->usual_metrics()) {
      const Metric* metric = find_metric(name);
      if (metric == nullptr || !outputs[i]->fits(*metric)) continue;
      result.push_back({measure_name(name, outputs, i), metric, i, {}});
      used.push_back(name);
    }
  }
  if (!named) return result;
  for (const std::string& name : spec.metrics()) {
    if (std::find(used.begin(), used.end(), name) != used.end()) continue;
    throw spec.root().error_at("metrics", "no output fits the metric " + quote(name),
                               "of these outputs: " + join(outputs[0]->known_metrics(), ", "));
  }
  return result;
}

std::vector<std::string> known_measures(const Outputs& outputs) {
  std::vector<std::string> names{"loss"};
  for (size_t i = 0; i < outputs.size(); ++i) {
    for (const std::string& name : outputs[i]->known_metrics()) {
      names.push_back(measure_name(name, outputs, i));
    }
  }
  return names;
}

bool find_measure(const std::string& name, const Outputs& outputs, Measure* measure) {
  *measure = {name, nullptr, 0, {}};
  if (name == "loss") return true;
  for (size_t i = 0; i < outputs.size(); ++i) {
    for (const std::string& metric : outputs[i]->known_metrics()) {
      if (measure_name(metric, outputs, i) != name) continue;
      measure->metric = find_metric(metric);
      measure->output = i;
      return true;
    }
  }
  return false;
}

Evaluation evaluate(const Model& model, Predictor& predictor, const RowSet& rows,
                    std::vector<Measure> measures, const Thresholds& thresholds) {
  Evaluator evaluator(model, predictor, std::move(measures), rows.rows());
  do {
    evaluator.add(rows);
  } while (evaluator.goes_on());
  return evaluator.finish(thresholds);
}

Evaluation evaluate(const Model& model, Predictor& predictor, const Dataset& data,
                    std::vector<Measure> measures) {
  return evaluate(model, predictor, RowSet(data), std::move(measures));
}

Json to_json(const std::vector<Measure>& measures) {
  Json result = Json::object();
  for (const Measure& measure : measures) {
    if (measure.value.defined()) {
      result[measure.name] = measure.value.value;
    } else {
      result[measure.name] = nullptr;
      result[measure.name + "_reason"] = measure.value.reason;
    }
  }
  return result;
}

}  // namespace aimodel
