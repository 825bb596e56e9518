#include "tensor/row_product.h"

#include <algorithm>
#include <vector>

#include <hwy/highway.h>

namespace aimodel {

namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::ScalableTag<real>;
using Vector = hn::Vec<Lanes>;

constexpr int kVectors = 2;  // side by side in a panel
constexpr int kRows = 6;     // 12 accumulators hide the latency of a multiply-add

int64_t panel_width() {
  return kVectors * static_cast<int64_t>(hn::Lanes(Lanes()));
}

// One panel of columns for kCount rows; b holds panel_width() numbers each step.
template <int kCount>
void multiply_rows(const RowProduct& p, const real* a, const real* b, int64_t b_row, real* c,
                   int64_t columns) {
  const Lanes lanes;
  const auto width = static_cast<int64_t>(hn::Lanes(lanes));
  Vector sums[kCount][kVectors];
  for (int i = 0; i < kCount; ++i) {
    for (int v = 0; v < kVectors; ++v) sums[i][v] = hn::Zero(lanes);
  }
  for (int64_t step = 0; step < p.steps; ++step) {
    const Vector b0 = hn::LoadU(lanes, b);
    const Vector b1 = hn::LoadU(lanes, b + width);
    for (int i = 0; i < kCount; ++i) {
      const Vector x = hn::Set(lanes, a[i * p.a_row + step]);
      sums[i][0] = hn::MulAdd(x, b0, sums[i][0]);
      sums[i][1] = hn::MulAdd(x, b1, sums[i][1]);
    }
    b += b_row;
  }
  for (int i = 0; i < kCount; ++i) {
    real* out = c + i * p.c_row;
    if (columns == kVectors * width) {
      for (int v = 0; v < kVectors; ++v) hn::StoreU(sums[i][v], lanes, out + v * width);
    } else {
      HWY_ALIGN real edge[kVectors * HWY_MAX_BYTES / sizeof(real)];
      for (int v = 0; v < kVectors; ++v) hn::Store(sums[i][v], lanes, edge + v * width);
      std::copy_n(edge, columns, out);
    }
  }
}

void multiply_panel(const RowProduct& p, const real* b, int64_t b_row, real* c, int64_t columns) {
  int64_t i = 0;
  for (; i + kRows <= p.rows; i += kRows) {
    multiply_rows<kRows>(p, p.a + i * p.a_row, b, b_row, c + i * p.c_row, columns);
  }
  const real* a = p.a + i * p.a_row;
  real* out = c + i * p.c_row;
  switch (p.rows - i) {
    case 5:
      return multiply_rows<5>(p, a, b, b_row, out, columns);
    case 4:
      return multiply_rows<4>(p, a, b, b_row, out, columns);
    case 3:
      return multiply_rows<3>(p, a, b, b_row, out, columns);
    case 2:
      return multiply_rows<2>(p, a, b, b_row, out, columns);
    case 1:
      return multiply_rows<1>(p, a, b, b_row, out, columns);
    default:
      return;
  }
}

}  // namespace

void row_product(const RowProduct& p) {
  // Copying a panel together pays where it is used for many rows; it must be copied where it is
  // narrower than the panel. The buffer is kept, so that only the first calls allocate.
  constexpr int64_t kManyRows = 4 * kRows;
  thread_local std::vector<real> packed;
  const int64_t width = panel_width();
  for (int64_t first = 0; first < p.columns; first += width) {
    const int64_t columns = std::min(width, p.columns - first);
    const bool narrow = columns < width;
    if (!narrow && p.rows < kManyRows) {
      multiply_panel(p, p.b + first, p.b_row, p.c + first, columns);
      continue;
    }
    const auto needed = static_cast<size_t>(std::max<int64_t>(1, p.steps) * width);
    if (packed.size() < needed) packed.resize(needed);
    if (narrow) std::fill_n(packed.begin(), needed, real{0});
    for (int64_t step = 0; step < p.steps; ++step) {
      std::copy_n(p.b + step * p.b_row + first, columns, packed.begin() + step * width);
    }
    multiply_panel(p, packed.data(), width, p.c + first, columns);
  }
}

}  // namespace aimodel
