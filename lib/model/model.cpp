#include "model/model.h"

#include <utility>

namespace aimodel {

Model::Model(Spec the_spec, Encoding the_encoding)
    : spec(std::move(the_spec)),
      encoding(std::move(the_encoding)),
      network(spec, encoding.inputs(), encoding.outputs()),
      parameters(network.layout()) {}

}  // namespace aimodel
