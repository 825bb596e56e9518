#include "losses/narrow_cross_entropy.h"

#include <algorithm>

// Compiled for each set of instructions that the build allows for; the best of the machine is run.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "losses/narrow_cross_entropy.cpp"
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

// Losses and gradients of as many rows as a vector has numbers, or fewer.
HWY_ATTR void vector_of_rows(const NarrowCrossEntropy& block, int64_t first, int64_t rows) {
  constexpr size_t kMost = HWY_MAX_BYTES / sizeof(real);
  HWY_ALIGN real columns[NarrowCrossEntropy::kMostClasses * kMost];  // [class, row]
  HWY_ALIGN real targets[kMost] = {}, scales[kMost] = {}, losses[kMost];
  const int64_t width = lanes(), k = block.classes;
  std::copy_n(block.target + first, rows, targets);
  std::copy_n(block.scale + first, rows, scales);
  const real* from = block.z + first * k;
  if (rows < width) std::fill_n(columns, k * width, real{0});
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < k; ++j) columns[j * width + i] = from[i * k + j];
  }

  const Vector target = hn::Load(vm::kLanes, targets);
  Vector largest = hn::Load(vm::kLanes, columns), top = hn::Zero(vm::kLanes);
  Vector true_logit = largest, sum = largest;
  for (int64_t j = 1; j < k; ++j) {
    const Vector z = hn::Load(vm::kLanes, columns + j * width), class_j = constant(double(j));
    // Not Max, which may pass over a NaN.
    const auto larger = hn::Not(hn::Le(z, largest));
    largest = hn::IfThenElse(larger, z, largest);
    top = hn::IfThenElse(larger, class_j, top);
    true_logit = hn::IfThenElse(hn::Eq(target, class_j), z, true_logit);
    sum = hn::Add(sum, z);
  }
  Vector others = hn::Zero(vm::kLanes);
  for (int64_t j = 0; j < k; ++j) {
    const Vector z = hn::Load(vm::kLanes, columns + j * width);
    const Vector e = vm::exp(hn::Sub(z, largest));
    hn::Store(e, vm::kLanes, columns + j * width);
    others = hn::Add(others, hn::IfThenZeroElse(hn::Eq(top, constant(double(j))), e));
  }

  // -log p of a logit z is (largest - z) + log(1 + others).
  const Vector rest = hn::Log1p(vm::kLanes, others);
  Vector loss = hn::Add(hn::Sub(largest, true_logit), rest);
  if (block.smoothing > 0) {
    const Vector mean = hn::Mul(sum, constant(1 / static_cast<double>(k)));
    const Vector of_mean = hn::Add(hn::Sub(largest, mean), rest);
    loss = hn::MulAdd(constant(1 - block.smoothing), loss,
                      hn::Mul(constant(block.smoothing), of_mean));
  }
  hn::Store(loss, vm::kLanes, losses);
  std::copy_n(losses, rows, block.loss + first);
  if (block.dz == nullptr) return;

  const Vector scale = hn::Load(vm::kLanes, scales);
  const Vector share = constant(block.smoothing / static_cast<double>(k));
  const Vector factor = hn::Div(constant(1), hn::Add(constant(1), others));
  for (int64_t j = 0; j < k; ++j) {
    const Vector p = hn::Mul(hn::Load(vm::kLanes, columns + j * width), factor);
    const Vector true_share =
        hn::IfThenElseZero(hn::Eq(target, constant(double(j))), constant(1 - block.smoothing));
    const Vector slope = hn::Mul(scale, hn::Sub(p, hn::Add(share, true_share)));
    hn::Store(slope, vm::kLanes, columns + j * width);
  }
  real* to = block.dz + first * k;
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < k; ++j) to[i * k + j] = columns[j * width + i];
  }
}

HWY_ATTR void all_rows(const NarrowCrossEntropy& block) {
  const int64_t width = lanes();
  for (int64_t first = 0; first < block.rows; first += width) {
    vector_of_rows(block, first, std::min(width, block.rows - first));
  }
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace aimodel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace aimodel {

HWY_EXPORT(all_rows);

void narrow_cross_entropy(const NarrowCrossEntropy& block) {
  HWY_DYNAMIC_DISPATCH(all_rows)(block);
}

}  // namespace aimodel
#endif
