#include "tensor/tensor_type.h"

#include <fmt/format.h>

namespace aimodel {

std::string to_string(const TensorType& type) {
  std::string text = "[n";
  for (int axis = 0; axis < type.shape.rank(); ++axis) {
    const bool time = type.steps && axis == 0;
    text += fmt::format(", {}{}{}", time ? "up to " : "", type.shape[axis], time ? " steps" : "");
  }
  return text + "]";
}

}  // namespace aimodel
