#include "tensor/one_hot.h"

#include <algorithm>

#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr int64_t kRows = 64;

double cost(Tensor x, int64_t width) {
  return kElementCost * static_cast<double>(x.size()) * static_cast<double>(width);
}

void add_row(const real* from, int64_t count, real* to) {
#pragma omp simd
  for (int64_t j = 0; j < count; ++j) to[j] += from[j];
}

// Among a column's values, from 0 on; below 0 for none.
int64_t place_of(real x) {
  return static_cast<int64_t>(x) - 1;
}

}  // namespace

void add_one_hot_product(Tensor x, std::span<const int64_t> sizes, Tensor w, Tensor y) {
  const int64_t m = y.row_size(), columns = static_cast<int64_t>(sizes.size());
  for_ranges(x.rows(), kRows, cost(x, m), [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      const real* places = x.data + i * columns;
      const real* block = w.data;
      for (size_t c = 0; c < sizes.size(); ++c) {
        const int64_t place = place_of(places[c]);
        if (place >= 0) add_row(block + place * m, m, y.data + i * m);
        block += sizes[c] * m;
      }
    }
  });
}

void add_one_hot_product_tn(Tensor x, std::span<const int64_t> sizes, Tensor dy, Tensor dw) {
  const int64_t m = dy.row_size(), columns = static_cast<int64_t>(sizes.size());
  // A column's rows of dw are touched by that column alone.
  for_pieces(columns, cost(x, m), [&](int64_t c) {
    int64_t start = 0;
    for (int64_t before = 0; before < c; ++before) start += sizes[static_cast<size_t>(before)];
    for (int64_t i = 0; i < x.rows(); ++i) {
      const int64_t place = place_of(x[i * columns + c]);
      if (place >= 0) add_row(dy.data + i * m, m, dw.data + (start + place) * m);
    }
  });
}

void write_one_hot(Tensor x, std::span<const int64_t> sizes, Tensor y) {
  const int64_t width = y.row_size(), columns = static_cast<int64_t>(sizes.size());
  for_ranges(x.rows(), kRows, cost(y, 1), [&](int64_t first, int64_t last) {
    std::fill(y.data + first * width, y.data + last * width, real{0});
    for (int64_t i = first; i < last; ++i) {
      const real* places = x.data + i * columns;
      real* to = y.data + i * width;
      for (size_t c = 0; c < sizes.size(); ++c) {
        const int64_t place = place_of(places[c]);
        if (place >= 0) to[place] = 1;
        to += sizes[c];
      }
    }
  });
}

}  // namespace aimodel
