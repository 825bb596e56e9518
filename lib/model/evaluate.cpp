#include "model/evaluate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/text.h"

namespace aimodel {

namespace {

// What is measured of an output by some metrics, those that it fits: first the whole.
std::vector<Measure> measures_of_output(const std::vector<std::string>& metrics,
                                        const Outputs& outputs, size_t output) {
  const std::vector<std::string>& columns = outputs[output]->columns();
  const bool several = columns.size() > 1;
  std::vector<Measure> result;
  const auto add = [&](const std::string& prefix, std::optional<size_t> column) {
    for (const std::string& name : metrics) {
      const Metric* metric = find_metric(name);
      if (metric == nullptr || !outputs[output]->fits(*metric)) continue;
      if (several && !column && metric->has_unit) continue;
      result.push_back({prefix + name, metric, output, {}, {}, column});
    }
  };
  add(outputs.size() == 1 ? "" : outputs[output]->name() + ".", {});
  for (size_t i = 0; several && i < columns.size(); ++i) add(columns[i] + ".", i);
  return result;
}

}  // namespace

MetricValue Measure::of(const std::vector<Scored>& scored) const {
  return metric->compute(column ? only_column(scored[output], *column) : scored[output]);
}

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
    const std::vector<std::string> names = named ? spec.metrics() : outputs[i]->usual_metrics();
    for (Measure& measure : measures_of_output(names, outputs, i)) {
      used.emplace_back(measure.metric->name);
      result.push_back(std::move(measure));
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
    for (const Measure& measure : measures_of_output(outputs[i]->known_metrics(), outputs, i)) {
      names.push_back(measure.name);
    }
  }
  return names;
}

bool find_measure(const std::string& name, const Outputs& outputs, Measure* measure) {
  *measure = {name, nullptr, 0, {}};
  if (name == "loss") return true;
  for (size_t i = 0; i < outputs.size(); ++i) {
    for (const Measure& known : measures_of_output(outputs[i]->known_metrics(), outputs, i)) {
      if (known.name != name) continue;
      *measure = known;
      return true;
    }
  }
  return false;
}

std::string suggest_measure(const std::string& name, const Outputs& outputs) {
  constexpr size_t kShown = 5;
  const std::vector<std::string> known = known_measures(outputs);
  std::vector<std::string> longer;
  for (const std::string& each : known) {
    if (each.ends_with("." + name)) longer.push_back(each);
  }
  if (longer.empty()) return suggest(name, known);
  if (longer.size() > kShown) {
    longer.resize(kShown);
    longer.emplace_back("...");
  }
  return "which one? " + join(longer, ", ");
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
