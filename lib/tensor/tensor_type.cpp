#include "tensor/tensor_type.h"

#include <fmt/format.h>

namespace aimodel {

bool TensorType::holds(const Shape& tensor) const {
  if (tensor.rank() != shape.rank() + 1) return false;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int64_t size = tensor[axis + 1];
    const bool shorter = steps && axis == 0 && size < shape[0];
    if (size != shape[axis] && !shorter) return false;
  }
  return true;
}

std::string to_string(const TensorType& type) {
  std::string text = "[n";
  for (int axis = 0; axis < type.shape.rank(); ++axis) {
    const bool time = type.steps && axis == 0;
    text += fmt::format(", {}{}{}", time ? "up to " : "", type.shape[axis], time ? " steps" : "");
  }
  return text + "]";
}

}  // namespace aimodel
