#include "tensor/product.h"

#include <algorithm>
#include <array>

#include "tensor/activation.h"
#include "tensor/blas.h"
#include "tensor/parallel.h"
#include "tensor/tile_product.h"

namespace aimodel {

namespace {

// What one thread computes of the result.
struct Block {
  int64_t row, rows, column, columns;
};

// Cuts a product into blocks of 32 columns and up to 256 rows, fewer where that gives few blocks: a
// panel of the kernel, copied for many rows, and enough blocks for the threads to share evenly.
class Blocks {
 public:
  Blocks(int64_t rows, int64_t columns, int64_t steps, int64_t width = 32)
      : rows_(rows), columns_(columns), width_(width) {
    constexpr int64_t kMostRows = 512, kLeastRows = 32, kEnough = 8;
    const int64_t across = (columns + width - 1) / width;
    height_ = kMostRows;
    while (height_ > kLeastRows && (rows + height_ - 1) / height_ * across < kEnough) height_ /= 2;
    count(steps);
  }
  // For OpenBLAS: of about the same size each way, at most 512, smaller where that gives few.
  static Blocks large(int64_t rows, int64_t columns, int64_t steps) {
    constexpr int64_t kMost = 512, kLeast = 128, kEnough = 4, kEven = 16;
    Blocks blocks;
    blocks.rows_ = rows;
    blocks.columns_ = columns;
    for (int64_t side = kMost; side >= kLeast; side /= 2) {
      const auto even = [&](int64_t length) {
        const int64_t pieces = (length + side - 1) / side, each = (length + pieces - 1) / pieces;
        return (each + kEven - 1) / kEven * kEven;
      };
      blocks.height_ = even(rows);
      blocks.width_ = even(columns);
      blocks.count(steps);
      if (blocks.count_ >= kEnough) break;
    }
    return blocks;
  }
  int64_t count() const { return count_; }
  double work() const { return work_; }
  Block operator[](int64_t i) const {
    const int64_t row = i % down_ * height_, column = i / down_ * width_;
    return {row, std::min(height_, rows_ - row), column, std::min(width_, columns_ - column)};
  }

 private:
  Blocks() = default;
  void count(int64_t steps) {
    down_ = (rows_ + height_ - 1) / height_;
    count_ = (columns_ + width_ - 1) / width_ * down_;
    work_ = static_cast<double>(rows_) * static_cast<double>(columns_) * static_cast<double>(steps);
  }

  int64_t rows_ = 0, columns_ = 0, width_ = 0, height_ = 0, down_ = 0, count_ = 0;
  double work_ = 0;
};

// From these sizes on OpenBLAS is the faster one, by `bench_tool kernels n-k-m` on one core with
// AVX-512 (GMAC/s of the pieces, tile kernel / OpenBLAS). Rows n, inputs k, units m.
struct Sizes {
  int64_t n, k, m;
};
constexpr Sizes kWeightsByBlas[] = {
    {32, 512, 512},    // 57 / 68; 128x784x512 70 / 80; 256x2048x2048 54 / 80; 1024x512x512 45 / 73
    {256, 1024, 256},  // 60 / 80; not 128x512x256: 81 / 72
    {2048, 512, 128},  // 47 / 67
    {512, 256, 1024},  // 4096x256x1024: 48 / 71; not 256x256x256: 82 / 72
};
constexpr Sizes kInputsByBlas[] = {
    {1024, 1024, 1024},  // 75 / 83; not 256x2048x2048: 78 / 78
    {4096, 512, 512},    // 72 / 78; not 512x512x2048: 77 / 71
};

template <size_t kCount>
bool reaches(const Sizes& x, const Sizes (&table)[kCount]) {
  return std::ranges::any_of(table, [&](const Sizes& least) {
    return x.n >= least.n && x.k >= least.k && x.m >= least.m;
  });
}

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

// A product whose blocks are added to, or set, by the back end that is faster for its shape.
struct Cut {
  TileProduct whole;
  bool blas;
  Blocks blocks;

  void operator()(int64_t i) const {
    const Block block = blocks[i];
    TileProduct product = whole;
    product.rows = block.rows;
    product.columns = block.columns;
    product.a.data += block.row * product.a.row;
    product.b.data += block.column * product.b.column;
    product.c += block.row * product.c_row + block.column;
    blas ? blas_product(product) : tile_product(product);
  }
};

// x^T dy, added to dw. Of a large dw a block's rows are longer, so that it comes from memory and goes
// there in runs.
Cut cut_tn(Tensor x, Tensor dy, Tensor dw) {
  constexpr int64_t kLarge = 1024;
  const int64_t n = x.shape[0], k = dw.shape[0], m = dw.shape[1];
  const bool blas = reaches({n, k, m}, kWeightsByBlas);
  return {{k, m, n, {x.data, 1, k}, {dy.data, m, 1}, dw.data, m, true},
          blas,
          blas ? Blocks::large(k, m, n) : Blocks(k, m, n, k >= kLarge && m >= kLarge ? 256 : 32)};
}

// dy w^T.
Cut cut_nt(Tensor dy, Tensor w, Tensor dx) {
  const int64_t n = dy.rows(), k = w.shape[0], m = w.shape[1];
  const bool blas = reaches({n, k, m}, kInputsByBlas);
  return {{n, k, m, {dy.data, m, 1}, {w.data, 1, m}, dx.data, k, false},
          blas,
          blas ? Blocks::large(n, k, m) : Blocks(n, k, m)};
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
  const Cut cut = cut_tn(x, dy, dw);
  for_pieces(cut.blocks.count(), cut.blocks.work(), cut);
}

void product_nt(Tensor dy, Tensor w, Tensor dx) {
  const Cut cut = cut_nt(dy, w, dx);
  for_pieces(cut.blocks.count(), cut.blocks.work(), cut);
}

void product_backward(Tensor x, Tensor w, Tensor dy, Tensor dw, Tensor dx) {
  const Cut of_dw = cut_tn(x, dy, dw), of_dx = cut_nt(dy, w, dx);
  // The blocks of both take turns, so that a thread has like shares of each.
  const int64_t weights = of_dw.blocks.count(), count = weights + of_dx.blocks.count();
  for_pieces(count, of_dw.blocks.work() + of_dx.blocks.work(), [&](int64_t i) {
    const int64_t before = i * weights / count;
    if ((i + 1) * weights / count > before) {
      of_dw(before);
    } else {
      of_dx(i - before);
    }
  });
}

}  // namespace aimodel
