#include "model/model.h"

#include <utility>

#include <fmt/format.h>

namespace aimodel {

Model::Model(Spec the_spec, Preprocessing the_encoding)
    : spec(std::move(the_spec)),
      preprocessing(std::move(the_encoding)),
      network(spec, preprocessing.inputs(), preprocessing.heads()),
      parameters(network.layout()) {}

std::string trained_on(const Model& model, const std::string& path) {
  const size_t count = model.preprocessing.wanted(false).size();
  return fmt::format("the model was trained on {} {}; see aimodel inspect {}", count,
                     count == 1 ? "column" : "columns", path);
}

}  // namespace aimodel
