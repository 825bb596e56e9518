#include "model/model.h"

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

std::string trained_on(const Model& model, const std::string& path) {
  size_t count = 0;
  for (const InputInfo& input : model.preprocessing.inputs()) count += input.columns.size();
  return fmt::format("the model was trained on {} {}; see aimodel inspect {}", count,
                     count == 1 ? "column" : "columns", path);
}

}  // namespace aimodel
