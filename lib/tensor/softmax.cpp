#include "tensor/softmax.h"

#include <algorithm>

#include "tensor/parallel.h"

// Compiled for each set of instructions that the build allows for; the best of the machine is run.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tensor/softmax.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "tensor/vector_math-inl.h"

HWY_BEFORE_NAMESPACE();
namespace aimodel {
namespace HWY_NAMESPACE {
namespace {

namespace vm = vector_math;
namespace hn = vm::hn;
using vm::constant;
using vm::lanes;
using vm::Vector;

constexpr size_t kMostLanes = HWY_MAX_BYTES / sizeof(real);
constexpr int64_t kNarrow = 16;  // wider rows are faster by themselves

// As many narrow rows as a vector has numbers, or fewer, side by side. Not Max, which may pass over
// a NaN.
HWY_ATTR void narrow_rows(const real* x, int64_t rows, int64_t width, real* y) {
  HWY_ALIGN real columns[kNarrow * kMostLanes] = {};  // [column, row]
  const int64_t side = lanes();
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < width; ++j) columns[j * side + i] = x[i * width + j];
  }
  Vector largest = hn::Load(vm::kLanes, columns);
  for (int64_t j = 1; j < width; ++j) {
    const Vector v = hn::Load(vm::kLanes, columns + j * side);
    largest = hn::IfThenElse(hn::Le(v, largest), largest, v);
  }
  Vector total = hn::Zero(vm::kLanes);
  for (int64_t j = 0; j < width; ++j) {
    const Vector e = vm::exp(hn::Sub(hn::Load(vm::kLanes, columns + j * side), largest));
    hn::Store(e, vm::kLanes, columns + j * side);
    total = hn::Add(total, e);
  }
  const Vector factor = hn::Div(constant(1), total);
  for (int64_t j = 0; j < width; ++j) {
    real* column = columns + j * side;
    hn::Store(hn::Mul(hn::Load(vm::kLanes, column), factor), vm::kLanes, column);
  }
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < width; ++j) y[i * width + j] = columns[j * side + i];
  }
}

// A row that is wider: three times through what is in a cache. Behind its end stand -infinity and 0.
HWY_ATTR void wide_row(const real* x, int64_t width, real* y) {
  const int64_t side = lanes(), whole = width - width % side;
  const auto rest = hn::FirstN(vm::kLanes, static_cast<size_t>(width - whole));
  const Vector lowest = hn::Inf(vm::kLanes);
  const Vector tail =
      hn::IfThenElse(rest, hn::MaskedLoad(rest, vm::kLanes, x + whole), hn::Neg(lowest));
  Vector largest = tail;
  for (int64_t j = 0; j < whole; j += side)
    largest = hn::Max(largest, hn::LoadU(vm::kLanes, x + j));
  const Vector shift = hn::MaxOfLanes(vm::kLanes, largest);
  Vector total = hn::Zero(vm::kLanes);
  for (int64_t j = 0; j < whole; j += side) {
    const Vector e = vm::exp(hn::Sub(hn::LoadU(vm::kLanes, x + j), shift));
    hn::StoreU(e, vm::kLanes, y + j);
    total = hn::Add(total, e);
  }
  const Vector last = hn::IfThenElseZero(rest, vm::exp(hn::Sub(tail, shift)));
  const Vector factor = hn::Div(constant(1), hn::SumOfLanes(vm::kLanes, hn::Add(total, last)));
  for (int64_t j = 0; j < whole; j += side) {
    hn::StoreU(hn::Mul(hn::LoadU(vm::kLanes, y + j), factor), vm::kLanes, y + j);
  }
  hn::BlendedStore(hn::Mul(last, factor), rest, vm::kLanes, y + whole);
}

HWY_ATTR void some_rows(const real* x, int64_t rows, int64_t width, real* y) {
  const int64_t side = width <= kNarrow ? lanes() : 1;
  for (int64_t i = 0; i < rows; i += side) {
    if (width <= kNarrow) {
      narrow_rows(x + i * width, std::min(side, rows - i), width, y + i * width);
    } else {
      wide_row(x + i * width, width, y + i * width);
    }
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace aimodel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace aimodel {

HWY_EXPORT(some_rows);

// y_j = e^(x_j - max) / sum,   dx = y * (dy - sum(dy * y))
void softmax_rows(Tensor x, Tensor y) {
  const int64_t width = x.shape.back();
  const int64_t rows = width == 0 ? 0 : x.size() / width;
  constexpr int64_t kBeside = 16;  // whole vectors of rows, whatever their width
  const int64_t most = std::max<int64_t>(1, kElementPiece / std::max<int64_t>(1, width));
  const int64_t piece = (most + kBeside - 1) / kBeside * kBeside;
  for_ranges(rows, piece, 4 * kElementCost * static_cast<double>(x.size()),
             [&](int64_t first, int64_t last) {
               HWY_DYNAMIC_DISPATCH(some_rows)
               (x.data + first * width, last - first, width, y.data + first * width);
             });
}

void softmax_rows_backward(Tensor y, Tensor dy, Tensor dx) {
  const int64_t width = y.shape.back();
  const int64_t rows = width == 0 ? 0 : y.size() / width;
  for (int64_t i = 0; i < rows; ++i) {
    const real* s = y.data + i * width;
    const real* d = dy.data + i * width;
    real dot = 0;
    for (int64_t j = 0; j < width; ++j) dot += s[j] * d[j];
    for (int64_t j = 0; j < width; ++j) dx.data[i * width + j] = s[j] * (d[j] - dot);
  }
}

}  // namespace aimodel
#endif
