#include "model/measure_choice.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.h"
#include "base/names.h"

namespace aimodel {

std::vector<Measure> chosen_measures(const Model& model, const std::vector<std::string>& named,
                                     const std::vector<Gate>& gates) {
  const auto& outputs = model.preprocessing.outputs();
  std::vector<Measure> measures = measures_of(model.spec, outputs);
  if (!named.empty()) measures.clear();
  const auto add = [&](const std::string& name, const std::string& option) {
    Measure measure;
    if (!find_measure(name, outputs, &measure)) {
      throw Error(Exit::usage, "",
                  fmt::format("{}: the model has no metric {}", option, quote(name)),
                  suggest_measure(name, outputs));
    }
    const auto same = [&](const Measure& m) { return m.name == name; };
    if (std::ranges::none_of(measures, same)) measures.push_back(measure);
  };
  for (const std::string& name : named) add(name, "--metric");
  for (const Gate& gate : gates) add(gate.measure, "--require");
  return measures;
}

}  // namespace aimodel
