#include "network/network_tree.h"

#include <fmt/format.h>

#include "base/json.h"

namespace aimodel {

NetworkTree::NetworkTree(const Spec& spec, const std::vector<InputInfo>& inputs,
                         const std::vector<OutputInfo>& outputs, Build& build) {
  for (const InputInfo& info : inputs) groups.emplace_back(info, build);
  trunk = build.sequence(spec.network(), join(spec, build));
  for (const OutputInfo& info : outputs) heads.emplace_back(info, trunk->output(), build);
}

TensorType NetworkTree::join(const Spec& spec, Build& build) {
  TensorType joined = groups[0].layers().output();
  adds = spec.join() == "add";
  for (size_t g = 0; g < groups.size() && groups.size() > 1; ++g) {
    const TensorType& type = groups[g].layers().output();
    joined.requires_grad = joined.requires_grad || type.requires_grad;
    if (adds && (type.shape != joined.shape || type.steps != joined.steps)) {
      throw spec.inputs()[g].error(
          fmt::format("gives {} where the groups before give {}: they cannot be added",
                      to_string(type), to_string(joined)));
    }
    if (adds) continue;
    flatten.push_back(build.layer(Json{{"type", "flatten"}}, type));
    const int64_t width = type.shape.elements();
    joined.shape = {g == 0 ? width : joined.shape[0] + width};
    joined.steps = false;
  }
  return joined;
}

}  // namespace aimodel
