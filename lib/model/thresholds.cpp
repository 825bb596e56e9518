#include "model/thresholds.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "metrics/threshold.h"

namespace aimodel {

namespace {

Error usage(const std::string& text, const std::string& what, const std::string& hint = "") {
  return {Exit::usage, "", fmt::format("--threshold {}: {}", text, what), hint};
}

// The threshold that training stored.
double stored(const Model& model, const std::string& output, const std::string& metric,
              const std::string& text, const std::string& file) {
  const std::vector<std::string> known = threshold_metrics();
  if (std::ranges::find(known, metric) == known.end()) {
    throw usage(text, fmt::format("{} is no metric that follows a threshold", quote(metric)),
                suggest(metric, known));
  }
  const auto damaged = [&] {
    return Error(Exit::model, file, "the training record's thresholds are damaged");
  };
  const auto all = model.record.find("thresholds");
  if (all == model.record.end()) {
    throw Error(Exit::model, file,
                "holds no thresholds, which training chooses on its validation rows",
                R"(train it with "validation": 0.1, or give a number, as in --threshold 0.3)");
  }
  if (!all->is_object() || !all->contains(output) || !(*all)[output].is_object() ||
      !(*all)[output].contains(metric)) {
    throw damaged();
  }
  const Json& found = (*all)[output][metric];
  if (found.is_string()) {
    throw Error(Exit::model, file,
                fmt::format("holds no threshold that is best for {}, which was undefined on the "
                            "validation rows: {}",
                            metric, found.get<std::string>()),
                "give a number, as in --threshold 0.3");
  }
  const double threshold = found.is_number() ? found.get<double>() : -1;
  if (!(threshold >= 0 && threshold <= 1)) throw damaged();
  return threshold;
}

}  // namespace

Thresholds parse_thresholds(const std::vector<std::string>& texts, const Model& model,
                            const std::string& file) {
  const Outputs& outputs = model.preprocessing.outputs();
  Thresholds thresholds(outputs.size());
  for (const std::string& text : texts) {
    const size_t end = text.rfind('=');
    const bool named = end != std::string::npos;
    const std::string name = named ? text.substr(0, end) : "";
    const std::string value = named ? text.substr(end + 1) : text;
    std::vector<std::string> names;
    bool found = false;
    for (size_t i = 0; i < outputs.size(); ++i) {
      if (!outputs[i]->follows_threshold()) continue;
      names.push_back(outputs[i]->name());
      if (named && outputs[i]->name() != name) continue;
      found = true;
      if (value.starts_with("best:")) {
        thresholds[i] = stored(model, outputs[i]->name(), value.substr(5), text, file);
        continue;
      }
      const auto number = parse_number(value);
      if (!number || !(*number >= 0 && *number <= 1)) {
        throw usage(text, "expected a number from 0 to 1, or best:METRIC",
                    "as in --threshold 0.3 or --threshold best:f1");
      }
      thresholds[i] = *number;
    }
    if (names.empty()) throw usage(text, "the model has no output of two classes");
    if (!found) {
      throw usage(text, "the model has no output " + quote(name) + " of two classes",
                  suggest(name, names));
    }
  }
  return thresholds;
}

Json to_json(const Thresholds& thresholds, const Model& model) {
  Json result = Json::object();
  for (size_t i = 0; i < thresholds.size(); ++i) {
    if (thresholds[i]) result[model.preprocessing.outputs()[i]->name()] = *thresholds[i];
  }
  return result;
}

}  // namespace aimodel
