#include "tensor/product.h"

#include <algorithm>

#include "tensor/elementwise.h"
#include "tensor/parallel.h"
#include "tensor/tile_product.h"

namespace aimodel {

namespace {

// A part of the result, for one thread.
struct Block {
  int64_t row, rows, column, columns;
};

// Cuts a product into blocks of 64 columns and up to 256 rows, fewer where that gives few blocks:
// two panels of the kernel, copied for many rows, and enough blocks for the threads to share
// evenly.
template <typename Work>
void for_blocks(int64_t rows, int64_t columns, int64_t steps, const Work& work) {
  constexpr int64_t kColumns = 32, kMostRows = 256, kLeastRows = 32, kEnough = 8;
  const int64_t across = (columns + kColumns - 1) / kColumns;
  int64_t height = kMostRows;
  while (height > kLeastRows && (rows + height - 1) / height * across < kEnough) height /= 2;
  const int64_t down = (rows + height - 1) / height;
  const double cost =
      static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(steps);
  for_pieces(across * down, cost, [&](int64_t i) {
    const int64_t row = i % down * height, column = i / down * kColumns;
    work(Block{row, std::min(height, rows - row), column, std::min(kColumns, columns - column)});
  });
}

// y = activation(y + b) for a block, while it is in cache.
void finish(Tensor y, Tensor b, Activation activation, const Block& block) {
  if (b.data == nullptr && activation == Activation::linear) return;
  const int64_t m = y.row_size();
  for (int64_t i = block.row; i < block.row + block.rows; ++i) {
    real* row = y.data + i * m + block.column;
    if (b.data != nullptr) {
      for (int64_t j = 0; j < block.columns; ++j) row[j] += b[block.column + j];
    }
    activate_range(activation, row, block.columns, row);
  }
}

}  // namespace

void product(Tensor x, Tensor w, Tensor b, Activation activation, Tensor y) {
  const int64_t n = x.rows(), k = w.shape[0], m = w.shape[1];
  for_blocks(n, m, k, [&](const Block& block) {
    tile_product({block.rows,
                  block.columns,
                  k,
                  {x.data + block.row * k, k, 1},
                  {w.data + block.column, m, 1},
                  y.data + block.row * m + block.column,
                  m,
                  false});
    finish(y, b, activation, block);
  });
}

void add_product_tn(Tensor x, Tensor dy, Tensor dw) {
  const int64_t n = x.rows(), k = dw.shape[0], m = dw.shape[1];
  for_blocks(k, m, n, [&](const Block& block) {
    tile_product({block.rows,
                  block.columns,
                  n,
                  {x.data + block.row, 1, k},
                  {dy.data + block.column, m, 1},
                  dw.data + block.row * m + block.column,
                  m,
                  true});
  });
}

void product_nt(Tensor dy, Tensor w, Tensor dx) {
  const int64_t n = dy.rows(), k = w.shape[0], m = w.shape[1];
  for_blocks(n, k, m, [&](const Block& block) {
    tile_product({block.rows,
                  block.columns,
                  m,
                  {dy.data + block.row * m, m, 1},
                  {w.data + block.column * m, 1, m},
                  dx.data + block.row * k + block.column,
                  k,
                  false});
  });
}

}  // namespace aimodel
