#pragma once

#include <string>

#include "tensor/shape.h"

namespace aimodel {

// What is known of a tensor before there is data.
struct TensorType {
  Shape shape;                 // of one row; where `steps`, the first size is the most
  int64_t values = 0;          // 0: numbers; else each element is an index below this
  bool steps = false;          // axis 0 of a row is time: a row may be shorter
  bool requires_grad = false;  // what it is made from is trained, so that gradients go back to it

  bool operator==(const TensorType&) const = default;

  TensorType with_shape(const Shape& to) const {
    TensorType result = *this;
    result.shape = to;
    return result;
  }
  // Whether a tensor of this shape, rows first, is of the type.
  bool holds(const Shape& tensor) const {
    if (tensor.rank() != shape.rank() + 1) return false;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      const int64_t size = tensor[axis + 1];
      const bool shorter = steps && axis == 0 && size < shape[0];
      if (size != shape[axis] && !shorter) return false;
    }
    return true;
  }
};

std::string to_string(const TensorType& type);  // [n, 28, 28, 1], [n, up to 64 steps, 32]

}  // namespace aimodel
