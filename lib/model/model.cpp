#include "model/model.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace aimodel {

Model::Model(Spec the_spec, Preprocessing the_encoding)
    : spec(std::move(the_spec)),
      preprocessing(std::move(the_encoding)),
      network(spec, preprocessing.inputs(), preprocessing.heads()),
      parameters(network.layout()) {}

ReadingPlan plan_reading(const Model& model, ReadFor purpose,
                         const std::vector<std::string>& verbatim) {
  return plan_reading(model.spec, model.preprocessing.column_plan(), purpose, verbatim);
}

void Model::initialize(const Random& random) {
  parameters.initialize(random);
  for (size_t g = 0; g < preprocessing.inputs().size(); ++g) {
    if (network.whitening(g).empty()) continue;
    const Whitening learnt = std::exchange(preprocessing.whitenings().at(g), {});
    for (size_t m = 0; m < network.members(); ++m) {
      const std::vector<const Param*> params = network.whitening(g, m);
      const Tensor mean = parameters[*params[0]], matrix = parameters[*params[1]];
      if (static_cast<int64_t>(learnt.mean.size()) != mean.size()) {
        throw std::logic_error("a whitening is used that was not learnt");
      }
      std::ranges::copy(learnt.mean, mean.data);
      std::ranges::copy(learnt.matrix, matrix.data);
    }
  }
}

std::string trained_on(const Model& model, const std::string& path) {
  size_t count = 0;
  for (const InputInfo& input : model.preprocessing.inputs()) count += input.columns.size();
  return fmt::format("the model was trained on {} {}; see aimodel inspect {}", count,
                     count == 1 ? "column" : "columns", path);
}

}  // namespace aimodel
