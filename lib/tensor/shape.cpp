#include "tensor/shape.h"

#include <stdexcept>

namespace aimodel {

Shape::Shape(std::initializer_list<int64_t> sizes) {
  for (const int64_t size : sizes) push_back(size);
}

int64_t Shape::elements() const {
  int64_t product = 1;
  for (int axis = 0; axis < rank_; ++axis) product *= (*this)[axis];
  return product;
}

void Shape::push_back(int64_t size) {
  if (rank_ == kMaxRank) throw std::logic_error("a shape has at most 5 sizes");
  sizes_[static_cast<size_t>(rank_++)] = size;
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
