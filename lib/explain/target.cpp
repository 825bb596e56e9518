#include "explain/target.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/names.h"

namespace aimodel {

size_t find_output(const Model& model, const std::string& name) {
  const Outputs& outputs = model.preprocessing.outputs();
  if (name.empty()) return 0;
  std::vector<std::string> known;
  for (const OutputPtr& each : outputs) known.push_back(each->name());
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) {
    throw Error(Exit::usage, "--output " + name, "the model has no output " + quote(name),
                suggest(name, known));
  }
  return static_cast<size_t>(found - known.begin());
}

Target find_target(const Model& model, const std::string& output, const std::string& name) {
  const size_t index = find_output(model, output);
  const Output& asked = *model.preprocessing.outputs()[index];
  const bool labels = asked.predicts_labels();
  if (name.empty()) {
    return {index, labels ? std::optional<int64_t>() : std::optional<int64_t>(0)};
  }
  const std::vector<std::string>& known = asked.target_names();
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) {
    throw Error(Exit::usage, "--target " + name,
                fmt::format("output {} has no {} {}", quote(asked.name()),
                            labels ? "class" : "column", quote(name)),
                suggest(name, known));
  }
  return {index, found - known.begin()};
}

std::string quantity(const Model& model, const Target& target) {
  return model.preprocessing.outputs()[target.output]->quantity(target.index);
}

}  // namespace aimodel
