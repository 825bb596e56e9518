// Copies a panel together, so that the tile kernel reads it in runs. For tile_product.cpp,
// which is compiled for several sets of instructions, and this with it (Highway's foreach_target).
#if defined(AIMODEL_TENSOR_TILE_PANEL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef AIMODEL_TENSOR_TILE_PANEL_INL_H
#undef AIMODEL_TENSOR_TILE_PANEL_INL_H
#else
#define AIMODEL_TENSOR_TILE_PANEL_INL_H
#endif

#include <algorithm>

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "tensor/tile_product.h"

HWY_BEFORE_NAMESPACE();
namespace aimodel {
namespace HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::ScalableTag<real>;

HWY_ATTR int64_t lanes() {
  return static_cast<int64_t>(hn::Lanes(Lanes()));
}

// to[i, j] = from[j, i] for a square of kSquare rows; distances from row to row. Floats go through
// registers of 256 or 128 bits, where there are some, else number by number.
#if HWY_TARGET == HWY_SCALAR || defined(AIMODEL_DOUBLE)
constexpr int64_t kSquare = 1;

HWY_ATTR HWY_INLINE void transpose(const real* from, int64_t, real* to, int64_t) {
  *to = *from;
}
#else
constexpr int64_t kSquare = HWY_MAX_BYTES >= 32 ? 8 : 4;
using Row = hn::FixedTag<real, kSquare>;
using Rows = hn::Vec<Row>[4];

// Within each 128 bits: column i of the four rows becomes row i.
HWY_ATTR HWY_INLINE void transpose_four(const real* from, int64_t from_row, Rows& rows) {
  const Row tag;
  const auto r0 = hn::LoadU(tag, from), r1 = hn::LoadU(tag, from + from_row);
  const auto r2 = hn::LoadU(tag, from + 2 * from_row), r3 = hn::LoadU(tag, from + 3 * from_row);
  const auto low02 = hn::InterleaveLower(tag, r0, r2), low13 = hn::InterleaveLower(tag, r1, r3);
  const auto up02 = hn::InterleaveUpper(tag, r0, r2), up13 = hn::InterleaveUpper(tag, r1, r3);
  rows[0] = hn::InterleaveLower(tag, low02, low13);
  rows[1] = hn::InterleaveUpper(tag, low02, low13);
  rows[2] = hn::InterleaveLower(tag, up02, up13);
  rows[3] = hn::InterleaveUpper(tag, up02, up13);
}

HWY_ATTR HWY_INLINE void transpose(const real* from, int64_t from_row, real* to, int64_t to_row) {
  const Row tag;
  Rows first;
  transpose_four(from, from_row, first);
#if HWY_MAX_BYTES >= 32
  Rows second;
  transpose_four(from + 4 * from_row, from_row, second);
  for (int i = 0; i < 4; ++i) {
    hn::StoreU(hn::ConcatLowerLower(tag, second[i], first[i]), tag, to + i * to_row);
    hn::StoreU(hn::ConcatUpperUpper(tag, second[i], first[i]), tag, to + (i + 4) * to_row);
  }
#else
  for (int i = 0; i < 4; ++i) hn::StoreU(first[i], tag, to + i * to_row);
#endif
}
#endif

// Copies a panel of b together.     panel [steps, width], of which `columns` are used
HWY_ATTR void pack_panel(Strided b, int64_t steps, int64_t columns, int64_t width, real* panel) {
  if (b.column == 1) {
    const Lanes tag;
    for (int64_t p = 0; p < steps; ++p, panel += width, b.data += b.row) {
      hwy::Prefetch(b.data + 8 * b.row);
      int64_t j = 0;
      for (; j + lanes() <= columns; j += lanes()) {
        hn::StoreU(hn::LoadU(tag, b.data + j), tag, panel + j);
      }
      std::copy(b.data + j, b.data + columns, panel + j);
    }
    return;
  }
  const int64_t even_steps = steps / kSquare * kSquare, even_columns = columns / kSquare * kSquare;
  for (int64_t p = 0; p < even_steps; p += kSquare) {
    for (int64_t j = 0; j < even_columns; j += kSquare) {
      transpose(b.data + j * b.column + p, b.column, panel + p * width + j, width);
    }
  }
  for (int64_t p = 0; p < steps; ++p) {
    for (int64_t j = p < even_steps ? even_columns : 0; j < columns; ++j) {
      panel[p * width + j] = b.data[j * b.column + p];
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace aimodel
HWY_AFTER_NAMESPACE();

#endif
