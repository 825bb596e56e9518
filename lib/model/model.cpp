#include "model/model.h"

#include <utility>

#include <fmt/format.h>

namespace aimodel {

Model::Model(Spec the_spec, Encoding the_encoding)
    : spec(std::move(the_spec)),
      encoding(std::move(the_encoding)),
      network(spec, encoding.inputs(), encoding.heads()),
      parameters(network.layout()) {}

std::string trained_on(const Model& model, const std::string& path) {
  const size_t count = model.encoding.wanted(false).size();
  return fmt::format("the model was trained on {} {}; see aimodel inspect {}", count,
                     count == 1 ? "column" : "columns", path);
}

}  // namespace aimodel
