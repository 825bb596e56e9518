#include "tensor/product.h"

#include <algorithm>
#include <array>

#include "tensor/elementwise.h"
#include "tensor/parallel.h"
#include "tensor/tile_product.h"

namespace aimodel {

namespace {

// A part of the result, for one thread.
struct Block {
  int64_t row, rows, column, columns;
};

// Cuts a product into blocks of 32 columns and up to 256 rows, fewer where that gives few blocks: a
// panel of the kernel, copied for many rows, and enough blocks for the threads to share evenly.
class Blocks {
 public:
  Blocks(int64_t rows, int64_t columns, int64_t steps, int64_t width = 32)
      : rows_(rows), columns_(columns), width_(width) {
    constexpr int64_t kMostRows = 256, kLeastRows = 32, kEnough = 8;
    const int64_t across = (columns + width - 1) / width;
    height_ = kMostRows;
    while (height_ > kLeastRows && (rows + height_ - 1) / height_ * across < kEnough) height_ /= 2;
    down_ = (rows + height_ - 1) / height_;
    count_ = across * down_;
    work_ = static_cast<double>(rows) * static_cast<double>(columns) * static_cast<double>(steps);
  }
  int64_t count() const { return count_; }
  double work() const { return work_; }
  Block operator[](int64_t i) const {
    const int64_t row = i % down_ * height_, column = i / down_ * width_;
    return {row, std::min(height_, rows_ - row), column, std::min(width_, columns_ - column)};
  }

 private:
  int64_t rows_, columns_, width_, height_, down_, count_;
  double work_;
};

template <typename Work>
void for_blocks(const Blocks& blocks, const Work& work) {
  for_pieces(blocks.count(), blocks.work(), [&](int64_t i) { work(blocks[i]); });
}

// x w for a block of y, or that added to it.
void multiply(Tensor x, Tensor w, Tensor y, const Block& block, bool add) {
  const int64_t k = w.shape[0], m = w.shape[1];
  tile_product({block.rows,
                block.columns,
                k,
                {x.data + block.row * k, k, 1},
                {w.data + block.column, m, 1},
                y.data + block.row * m + block.column,
                m,
                add});
}

// y = activation(y + b) for a block, while it is in cache.
void finish(Tensor y, Tensor b, Activation activation, const Block& block) {
  if (b.data == nullptr && activation == Activation::linear) return;
  alignas(64) static constexpr std::array<real, 32> kNone{};
  const real* bias = b.data == nullptr ? kNone.data() : b.data + block.column;
  const int64_t m = y.shape[1];
  activate_block(activation, bias, block.rows, block.columns, y.data + block.row * m + block.column,
                 m);
}

// Of a large dw a block's rows are longer, so that it comes from memory and goes there in runs.
Blocks blocks_of_dw(Tensor x, Tensor dw) {
  constexpr int64_t kLarge = 1024;
  const int64_t k = dw.shape[0], m = dw.shape[1];
  return {k, m, x.rows(), k >= kLarge && m >= kLarge ? 256 : 32};
}

// x^T dy added to a block of dw.
void multiply_tn(Tensor x, Tensor dy, Tensor dw, const Block& block) {
  const int64_t n = x.shape[0], k = dw.shape[0], m = dw.shape[1];
  tile_product({block.rows,
                block.columns,
                n,
                {x.data + block.row, 1, k},
                {dy.data + block.column, m, 1},
                dw.data + block.row * m + block.column,
                m,
                true});
}

// dy w^T for a block of dx.
void multiply_nt(Tensor dy, Tensor w, Tensor dx, const Block& block) {
  const int64_t k = w.shape[0], m = w.shape[1];
  tile_product({block.rows,
                block.columns,
                m,
                {dy.data + block.row * m, m, 1},
                {w.data + block.column * m, 1, m},
                dx.data + block.row * k + block.column,
                k,
                false});
}

}  // namespace

void product(Tensor x, Tensor w, Tensor b, Activation activation, Tensor y) {
  for_blocks({x.rows(), w.shape[1], w.shape[0]}, [&](const Block& block) {
    multiply(x, w, y, block, false);
    finish(y, b, activation, block);
  });
}

void add_product(Tensor x, Tensor w, Tensor y) {
  for_blocks({x.rows(), w.shape[1], w.shape[0]},
             [&](const Block& block) { multiply(x, w, y, block, true); });
}

void add_product_tn(Tensor x, Tensor dy, Tensor dw) {
  for_blocks(blocks_of_dw(x, dw), [&](const Block& block) { multiply_tn(x, dy, dw, block); });
}

void product_nt(Tensor dy, Tensor w, Tensor dx) {
  for_blocks({dy.rows(), w.shape[0], w.shape[1]},
             [&](const Block& block) { multiply_nt(dy, w, dx, block); });
}

void product_backward(Tensor x, Tensor w, Tensor dy, Tensor dw, Tensor dx) {
  const Blocks of_dw = blocks_of_dw(x, dw);
  const Blocks of_dx(dy.rows(), w.shape[0], w.shape[1]);
  // The blocks of both take turns, so that a thread has like parts of each.
  const int64_t count = of_dw.count() + of_dx.count();
  for_pieces(count, of_dw.work() + of_dx.work(), [&](int64_t i) {
    const int64_t before = i * of_dw.count() / count;
    if ((i + 1) * of_dw.count() / count > before) {
      multiply_tn(x, dy, dw, of_dw[before]);
    } else {
      multiply_nt(dy, w, dx, of_dx[i - before]);
    }
  });
}

}  // namespace aimodel
