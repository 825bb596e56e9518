#include "tensor/tile_product.h"

#include <algorithm>

#include "tensor/product_space.h"

// Compiled for each set of instructions that the build allows for; the best of the machine is run.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tensor/tile_product.cpp"
#include <hwy/cache_control.h>
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "tensor/tile_panel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace aimodel {
namespace HWY_NAMESPACE {
namespace {

using Vector = hn::Vec<Lanes>;

// A tile of c is kept in registers: kRows rows of two vectors, which with two of b and one of a is
// what 32 or 16 registers hold, and more chains than a multiply-add takes cycles.
constexpr int64_t kRows = HWY_TARGET <= HWY_AVX3 ? 8 : 6;
constexpr int64_t kSteps = ProductSpace::kSteps;
constexpr int64_t kPackedRows = ProductSpace::kRows;
static_assert(2 * HWY_MAX_BYTES <= ProductSpace::kWidth * sizeof(real));

// Some steps of a tile of c that is kept in registers.
struct Tile {
  int64_t steps;
  Strided a;
  const real* b;
  int64_t b_row;  // from step to step
  real* c;
  int64_t c_row;
  int64_t columns;
  bool add;
};

// A tile of kCount rows and kVectors vectors, the last of which may be wider than c.
template <int kCount, int kVectors, bool kEdge>
HWY_ATTR HWY_NOINLINE void multiply(const Tile& t) {
  const Lanes tag;
  const int64_t width = lanes();
  const auto mask = hn::FirstN(tag, static_cast<size_t>(t.columns - (kVectors - 1) * width));
  const auto load = [&](const real* from, int v) HWY_ATTR {
    if (kEdge && v + 1 == kVectors) return hn::MaskedLoad(mask, tag, from + v * width);
    return hn::LoadU(tag, from + v * width);
  };
  Vector sums[kCount][kVectors];
  if (t.add) {
#pragma GCC unroll 8
    for (int i = 0; i < kCount; ++i) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sums[i][v] = load(t.c + i * t.c_row, v);
    }
  } else {
#pragma GCC unroll 8
    for (int i = 0; i < kCount; ++i) {
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sums[i][v] = hn::Zero(tag);
    }
  }
  const real* a = t.a.data;
  const real* b = t.b;
  const int64_t a_row = t.a.row, a_step = t.a.column, b_row = t.b_row;
  for (int64_t p = t.steps; p > 0; --p) {
    Vector row[kVectors];
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) row[v] = load(b, v);
#pragma GCC unroll 8
    for (int i = 0; i < kCount; ++i) {
      const Vector x = hn::Set(tag, a[i * a_row]);
#pragma GCC unroll 8
      for (int v = 0; v < kVectors; ++v) sums[i][v] = hn::MulAdd(x, row[v], sums[i][v]);
    }
    a += a_step;
    b += b_row;
  }
#pragma GCC unroll 8
  for (int i = 0; i < kCount; ++i) {
    real* to = t.c + i * t.c_row;
#pragma GCC unroll 8
    for (int v = 0; v < kVectors; ++v) {
      if (kEdge && v + 1 == kVectors) {
        hn::BlendedStore(sums[i][v], mask, tag, to + v * width);
      } else {
        hn::StoreU(sums[i][v], tag, to + v * width);
      }
    }
  }
}

// For a number of rows that is known when it runs.
template <int kCount, int kVectors>
HWY_ATTR HWY_INLINE void multiply_rows(int64_t count, const Tile& t) {
  if constexpr (kCount > 1) {
    if (count < kCount) return multiply_rows<kCount - 1, kVectors>(count, t);
  }
  if (t.columns == kVectors * lanes()) {
    multiply<kCount, kVectors, false>(t);
  } else {
    multiply<kCount, kVectors, true>(t);
  }
}

// Rows of each tile, as even as can be: calls tile(count) one after the other.
template <typename Each>
HWY_ATTR HWY_INLINE void for_tiles(int64_t rows, const Each& tile) {
  int64_t tiles = (rows + kRows - 1) / kRows;
  for (int64_t left = rows; left > 0; --tiles) {
    const int64_t count = (left + tiles - 1) / tiles;
    tile(count);
    left -= count;
  }
}

// Copies the rows of an a whose columns lie together, tile by tile.     to [steps, count] a tile
HWY_ATTR void pack_tiles(Strided a, int64_t rows, int64_t steps, real* to) {
  const hn::CappedTag<real, 8> tag;
  for_tiles(rows, [&](int64_t count) HWY_ATTR {
    const real* from = a.data;
    if (count == static_cast<int64_t>(hn::Lanes(tag))) {
      for (int64_t p = 0; p < steps; ++p, to += count, from += a.column) {
        hn::StoreU(hn::LoadU(tag, from), tag, to);
      }
    } else {
      for (int64_t p = 0; p < steps; ++p, from += a.column) {
        for (int64_t i = 0; i < count; ++i) *to++ = from[i];
      }
    }
    a.data += count;
  });
}

// All rows of c over a panel of b, tile by tile. Where a is packed, so are its tiles.
template <int kVectors>
HWY_ATTR void multiply_panel(int64_t rows, Tile t, bool packed) {
  for_tiles(rows, [&](int64_t count) HWY_ATTR {
    if (packed) t.a.column = count;
    // What the next tile is added to is on its way while this one is computed.
    for (int64_t i = count; t.add && i < 2 * count; ++i) {
      hwy::Prefetch(t.c + i * t.c_row);
      hwy::Prefetch(t.c + i * t.c_row + t.columns - 1);
    }
    multiply_rows<kRows, kVectors>(count, t);
    t.a.data += count * (packed ? t.steps : t.a.row);
    t.c += count * t.c_row;
  });
}

// Some steps of some rows of a product; a as it lies, or packed by pack_tiles.
struct ProductPiece {
  int64_t first, steps;
  Strided a;
  bool packed;
  real* c;
  int64_t rows;
};

HWY_ATTR void multiply_piece(const TileProduct& p, const ProductPiece& piece) {
  real* const panel = product_space().panel;
  // Copying a panel pays where it is used for many rows and does not fit the cache as it lies.
  constexpr int64_t kFewRows = 3 * kRows;
  constexpr int64_t kInCache = 16384 / static_cast<int64_t>(sizeof(real));
  const bool direct = p.b.column == 1 && (p.rows <= kFewRows || p.b.row * p.steps <= kInCache);
  const int64_t one = lanes(), two = 2 * one;
  for (int64_t j = 0; j < p.columns; j += two) {
    const int64_t columns = std::min(two, p.columns - j);
    Strided b{p.b.data + piece.first * p.b.row + j * p.b.column, p.b.row, p.b.column};
    if (!direct) {
      pack_panel(b, piece.steps, columns, two, panel);
      b = {panel, two, 1};
    }
    const Tile tile{piece.steps, piece.a, b.data,  b.row,
                    piece.c + j, p.c_row, columns, p.add || piece.first > 0};
    if (columns <= one) {
      multiply_panel<1>(piece.rows, tile, piece.packed);
    } else {
      multiply_panel<2>(piece.rows, tile, piece.packed);
    }
  }
}

HWY_ATTR void run_product(const TileProduct& p) {
  real* const tiles = product_space().tiles;
  // Of a transposed a each step is in another line, often another page. Copying it pays where it is
  // used for many columns.
  constexpr int64_t kFewSteps = 64, kFewColumns = 128, kFarApart = 128;
  const bool packed = p.a.row == 1 && p.a.column >= kFarApart && p.steps >= kFewSteps &&
                      p.columns >= kFewColumns && p.rows >= kRows;
  const int64_t height = packed ? kPackedRows : std::max<int64_t>(p.rows, 1);
  for (int64_t first = 0; first < p.steps || first == 0; first += kSteps) {
    const int64_t steps = std::min(kSteps, p.steps - first);
    for (int64_t row = 0; row < p.rows; row += height) {
      const int64_t rows = std::min(height, p.rows - row);
      Strided a{p.a.data + row * p.a.row + first * p.a.column, p.a.row, p.a.column};
      if (packed) {
        pack_tiles(a, rows, steps, tiles);
        a = {tiles, 1, 0};
      }
      multiply_piece(p, {first, steps, a, packed, p.c + row * p.c_row, rows});
    }
  }
}

std::string target() {
  return hwy::TargetName(HWY_TARGET);
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace aimodel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace aimodel {

HWY_EXPORT(run_product);
HWY_EXPORT(target);

void tile_product(const TileProduct& product) {
  HWY_DYNAMIC_DISPATCH(run_product)(product);
}

std::string product_target() {
  return HWY_DYNAMIC_DISPATCH(target)();
}

}  // namespace aimodel
#endif
