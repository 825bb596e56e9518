#pragma once

#include <cstddef>
#include <span>

#include "tensor/real.h"
#include "tensor/shape.h"

namespace aimodel {

// A view of numbers: pointer and shape, row-major. It owns nothing, so copies are free; what it
// points to lives in an Arena, a Parameters buffer or a vector.
//
// Rows of steps (TensorType) may be of several lengths. Numbers behind a row's length are finite and
// mean nothing; a layer that looks across steps never reads them, and gradients there are 0.
struct Tensor {
  real* data = nullptr;
  Shape shape;  // [n, ...]; of steps [n, those of the longest row, ...]
  const int32_t* lengths =
      nullptr;  // [n] steps of each row, 0 of a missing one; null: all are whole

  int64_t rows() const { return shape.rank() == 0 ? 1 : shape[0]; }
  int64_t row_size() const { return rows() == 0 ? 0 : size() / rows(); }
  int64_t size() const { return shape.elements(); }
  real& operator[](int64_t i) const { return data[i]; }
  real* row(int64_t i) const { return data + i * row_size(); }
  std::span<real> values() const { return {data, static_cast<size_t>(size())}; }
  Tensor reshaped(const Shape& to) const { return {data, to}; }  // without lengths
  // Rows first .. first + count - 1, of a tensor that has any.
  Tensor slice(int64_t first, int64_t count) const {
    return {row(first), shape.without_rows().with_rows(count),
            lengths == nullptr ? nullptr : lengths + first};
  }
};

}  // namespace aimodel
