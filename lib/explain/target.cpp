#include "explain/target.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace aimodel {

namespace {

bool is_binary(const OutputInfo& info) {
  return info.classes.size() == 2 && info.width == 1;
}

}  // namespace

size_t find_output(const Model& model, const std::string& name) {
  const std::vector<OutputInfo>& outputs = model.encoding.outputs();
  if (name.empty()) return 0;
  std::vector<std::string> known;
  for (const OutputInfo& info : outputs) known.push_back(info.name);
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) {
    throw Error(Exit::usage, "--output " + name, "the model has no output " + quote(name),
                suggest(name, known));
  }
  return static_cast<size_t>(found - known.begin());
}

Target find_target(const Model& model, const std::string& output, const std::string& name) {
  const size_t index = find_output(model, output);
  const OutputInfo& info = model.encoding.outputs()[index];
  const bool classes = !info.classes.empty();
  if (name.empty()) {
    return {index, classes ? std::optional<int64_t>() : std::optional<int64_t>(0)};
  }
  const std::vector<std::string>& known = target_names(info);
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) {
    throw Error(Exit::usage, "--target " + name,
                fmt::format("output {} has no {} {}", quote(info.name),
                            classes ? "class" : "column", quote(name)),
                suggest(name, known));
  }
  return {index, found - known.begin()};
}

const std::vector<std::string>& target_names(const OutputInfo& info) {
  return info.classes.empty() ? info.columns : info.classes;
}

RawTarget raw_target(const OutputInfo& info, int64_t index) {
  if (is_binary(info)) return {0, index == 1 ? 1 : -1};
  return {index, 1};
}

int64_t predicted_index(const OutputInfo& info, const Prediction& prediction, int64_t row) {
  if (info.classes.empty()) return 0;
  const double* first = prediction.values.data() + row * prediction.width;
  return std::max_element(first, first + prediction.width) - first;
}

std::string quantity(const Model& model, const Target& target) {
  const OutputInfo& info = model.encoding.outputs()[target.output];
  const std::string name = target.index ? target_names(info)[static_cast<size_t>(*target.index)]
                                        : "each row's predicted class";
  if (is_binary(info)) return "log odds of " + name;
  if (!info.classes.empty()) return "logit of " + name;
  if (info.options["loss"].type() == "poisson") return "logarithm of the expected " + name;
  const std::string scaling = info.options.text("scaling");
  return scaling == "none" ? name : fmt::format("{} ({} scaling)", name, scaling);
}

}  // namespace aimodel
