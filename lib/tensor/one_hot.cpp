#include "tensor/one_hot.h"

#include <algorithm>
#include <cmath>

#include "tensor/parallel.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

constexpr int64_t kRows = 64;

double cost(Tensor x, int64_t width) {
  return kElementCost * static_cast<double>(x.size()) * static_cast<double>(width);
}

// What a row holds at `count` of its column's values, from `first` on; the others are 0.
struct Ones {
  int64_t first, count;
  real share;
};

Ones ones_of(real x, int64_t size) {
  const auto index = static_cast<int64_t>(x);
  if (index > 0) return {index - 1, 1, 1};
  return {0, size > 1 ? size : 0, real{1} / static_cast<real>(size)};
}

// to += share * from, in one rounding as the products do it
void add_row(const real* from, real share, int64_t count, real* to) {
  if (share == 1) {
#pragma omp simd
    for (int64_t j = 0; j < count; ++j) to[j] += from[j];
  } else {
    for (int64_t j = 0; j < count; ++j) to[j] = std::fma(share, from[j], to[j]);
  }
}

}  // namespace

void add_one_hot_product(Tensor x, std::span<const int64_t> sizes, Tensor w, Tensor y) {
  const int64_t m = y.row_size(), columns = static_cast<int64_t>(sizes.size());
  for_ranges(x.rows(), kRows, cost(x, m), vectorised([&](int64_t first, int64_t last) {
               for (int64_t i = first; i < last; ++i) {
                 const real* indexes = x.data + i * columns;
                 const real* block = w.data;
                 for (size_t c = 0; c < sizes.size(); ++c) {
                   const Ones at = ones_of(indexes[c], sizes[c]);
                   for (int64_t k = at.first; k < at.first + at.count; ++k) {
                     add_row(block + k * m, at.share, m, y.data + i * m);
                   }
                   block += sizes[c] * m;
                 }
               }
             }));
}

void add_one_hot_product_tn(Tensor x, std::span<const int64_t> sizes, Tensor dy, Tensor dw) {
  const int64_t m = dy.row_size(), columns = static_cast<int64_t>(sizes.size());
  // A column's rows of dw are touched by that column alone.
  for_pieces(columns, cost(x, m), vectorised([&](int64_t c) {
               int64_t start = 0;
               for (int64_t before = 0; before < c; ++before)
                 start += sizes[static_cast<size_t>(before)];
               for (int64_t i = 0; i < x.rows(); ++i) {
                 const Ones at = ones_of(x[i * columns + c], sizes[static_cast<size_t>(c)]);
                 for (int64_t k = at.first; k < at.first + at.count; ++k) {
                   add_row(dy.data + i * m, at.share, m, dw.data + (start + k) * m);
                 }
               }
             }));
}

void write_one_hot(Tensor x, std::span<const int64_t> sizes, Tensor y) {
  const int64_t width = y.row_size(), columns = static_cast<int64_t>(sizes.size());
  for_ranges(x.rows(), kRows, cost(y, 1), vectorised([&](int64_t first, int64_t last) {
               std::fill(y.data + first * width, y.data + last * width, real{0});
               for (int64_t i = first; i < last; ++i) {
                 const real* indexes = x.data + i * columns;
                 real* to = y.data + i * width;
                 for (size_t c = 0; c < sizes.size(); ++c) {
                   const Ones at = ones_of(indexes[c], sizes[c]);
                   std::fill_n(to + at.first, at.count, at.share);
                   to += sizes[c];
                 }
               }
             }));
}

}  // namespace aimodel
