#include "train/fine_tune.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"

namespace aimodel {

Preprocessing take_preprocessing(Model& base, const Spec& spec, const std::string& path) {
  for (const char* section : {"inputs", "outputs"}) {
    if (base.spec.root().json()[section] == spec.root().json()[section]) continue;
    throw Error(Exit::usage, spec.root()[section].where(),
                fmt::format("the {} are not those of {}", section, path),
                fmt::format("a model to start from must have the same {}; see aimodel inspect {}",
                            section, path));
  }
  Preprocessing preprocessing = std::move(base.preprocessing);
  preprocessing.take_weights(spec);
  for (size_t g = 0; g < preprocessing.inputs().size(); ++g) {
    const std::vector<const Param*> params = base.network.whitening(g);
    if (params.empty()) continue;
    const std::span<const real> mean = base.parameters[*params[0]].values();
    const std::span<const real> matrix = base.parameters[*params[1]].values();
    preprocessing.whitenings()[g] = {{mean.begin(), mean.end()}, {matrix.begin(), matrix.end()}};
  }
  return preprocessing;
}

std::string take_parameters(const Model& base, Model& model, const std::string& path) {
  size_t taken = 0, all = 0;
  for (const Param* param : model.network.layout().params()) {
    if (param->initializer == Initializer::learnt) continue;  // the preprocessing brought it
    ++all;
    for (const Param* from : base.network.layout().params()) {
      if (from->name != param->name || from->shape != param->shape) continue;
      const Tensor source = base.parameters[*from], target = model.parameters[*param];
      std::copy_n(source.data, source.size(), target.data);
      ++taken;
    }
  }
  if (taken == 0) {
    throw Error(Exit::usage, path,
                "no parameter has the same name and shape as in the spec's network");
  }
  return fmt::format("{}: {} of {} parameters taken", path, taken, all);
}

}  // namespace aimodel
