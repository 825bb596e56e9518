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
  return preprocessing;
}

std::string take_parameters(const Model& base, Model& model, const std::string& path) {
  size_t taken = 0;
  const auto& params = model.network.layout().params();
  for (const Param* param : params) {
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
  return fmt::format("{}: {} of {} parameters taken", path, taken, params.size());
}

}  // namespace aimodel
