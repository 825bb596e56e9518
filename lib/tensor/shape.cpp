#include "tensor/shape.h"

#include <stdexcept>

namespace aimodel {

void Shape::too_long() {
  throw std::logic_error("a shape has at most 5 sizes");
}

Shape Shape::with_rows(int64_t rows) const {
  Shape result{rows};
  for (int axis = 0; axis < rank_; ++axis) result.push_back((*this)[axis]);
  return result;
}

Shape Shape::without_rows() const {
  Shape result;
  for (int axis = 1; axis < rank_; ++axis) result.push_back((*this)[axis]);
  return result;
}

Shape Shape::with_back(int64_t size) const {
  Shape result = *this;
  if (rank_ == 0) {
    result.push_back(size);
  } else {
    result.sizes_[static_cast<size_t>(rank_ - 1)] = size;
  }
  return result;
}

namespace {

std::string sizes_text(const Shape& shape, std::string text) {
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(shape[axis]);
  }
  return text + "]";
}

}  // namespace

std::string to_string(const Shape& shape) {
  return sizes_text(shape, "[");
}
std::string row_text(const Shape& row_shape) {
  return sizes_text(row_shape, "[n");
}

}  // namespace aimodel
