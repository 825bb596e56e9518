#include "layers/parts.h"

#include <algorithm>

#include "layers/tape.h"
#include "tensor/one_hot.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int64_t kRows = 64;

// Copies between columns of a whole and a part of its own, row by row.
void copy_columns(const real* from, int64_t from_row, real* to, int64_t to_row, int64_t rows,
                  int64_t width) {
  const double cost = kElementCost * static_cast<double>(rows) * static_cast<double>(width);
  for_ranges(rows, kRows, cost, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      std::copy_n(from + i * from_row, width, to + i * to_row);
    }
  });
}

}  // namespace

Tensor write_out(Parts parts, Tape& tape) {
  const int64_t n = parts[0].x.rows();
  int64_t width = 0;
  for (const Part& part : parts) width += part.width;
  const Tensor all = tape.make({n, width});
  int64_t column = 0;
  for (const Part& part : parts) {
    Tensor x = part.x;
    if (part.one_hot()) {
      x = parts.size() == 1 ? all : tape.make({n, part.width});
      write_one_hot(part.x, part.sizes, x);
    }
    if (x.data != all.data) {
      copy_columns(x.data, part.width, all.data + column, width, n, part.width);
    }
    column += part.width;
  }
  return all;
}

void cut_up(Tensor dx, Parts parts) {
  const int64_t width = dx.row_size();
  int64_t column = 0;
  for (const Part& part : parts) {
    if (part.dx.data != nullptr) {
      copy_columns(dx.data + column, width, part.dx.data, part.width, dx.rows(), part.width);
    }
    column += part.width;
  }
}

}  // namespace aimodel
