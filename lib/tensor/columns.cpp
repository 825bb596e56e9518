#include "tensor/columns.h"

#include <algorithm>

#include "tensor/parallel.h"

namespace aimodel {

namespace {

void copy(const real* from, int64_t from_row, real* to, int64_t to_row, int64_t rows,
          int64_t width) {
  constexpr int64_t kRows = 64;  // of a piece
  const double cost = kElementCost * static_cast<double>(rows) * static_cast<double>(width);
  for_ranges(rows, kRows, cost, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      std::copy_n(from + i * from_row, width, to + i * to_row);
    }
  });
}

}  // namespace

void put_columns(Tensor slice, int64_t column, Tensor whole) {
  const int64_t width = slice.shape.back(), stride = whole.shape.back();
  copy(slice.data, width, whole.data + column, stride, whole.size() / stride, width);
}

void take_columns(Tensor whole, int64_t column, Tensor slice) {
  const int64_t width = slice.shape.back(), stride = whole.shape.back();
  copy(whole.data + column, stride, slice.data, width, whole.size() / stride, width);
}

}  // namespace aimodel
