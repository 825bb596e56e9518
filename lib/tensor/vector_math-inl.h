// Functions of a vector of numbers, for the element-wise kernels alone. Those are compiled for several
// sets of instructions, and this with them (Highway's foreach_target).
#if defined(AIMODEL_TENSOR_VECTOR_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef AIMODEL_TENSOR_VECTOR_MATH_INL_H
#undef AIMODEL_TENSOR_VECTOR_MATH_INL_H
#else
#define AIMODEL_TENSOR_VECTOR_MATH_INL_H
#endif

#include <cmath>

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include "tensor/real.h"

HWY_BEFORE_NAMESPACE();
namespace aimodel {
namespace HWY_NAMESPACE {
namespace vector_math {

namespace hn = hwy::HWY_NAMESPACE;
using Lanes = hn::ScalableTag<real>;
using Vector = hn::Vec<Lanes>;

constexpr Lanes kLanes{};

HWY_INLINE Vector constant(double value) {
  return hn::Set(kLanes, static_cast<real>(value));
}

// Highway's exp within its range, at whose upper end it is infinity in float. A NaN stays one,
// which Highway alone would turn into 0.
HWY_INLINE Vector exp(Vector x) {
  constexpr double kLargest = sizeof(real) == 4 ? 104.0 : 706.0;
  const Vector y = hn::Exp(kLanes, hn::Min(x, constant(kLargest)));
  return hn::IfThenElse(hn::IsNaN(x), x, y);
}

HWY_INLINE Vector sigmoid(Vector x) {
  return hn::Div(constant(1), hn::Add(constant(1), exp(hn::Neg(x))));
}

// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))
HWY_INLINE Vector softplus(Vector x) {
  return hn::Add(hn::Max(x, hn::Zero(kLanes)), hn::Log1p(kLanes, exp(hn::Neg(hn::Abs(x)))));
}

// In float: x P(x^2) / Q(x^2) on [-4, 4], where erf has reached 1 to the last bit; the coefficients
// are those that Eigen and XLA use. At most 5e-7 off (measured). In double (tests): the C
// library's, element by element.
HWY_INLINE Vector erf(Vector x) {
  if constexpr (sizeof(real) == 4) {
    const Vector z = hn::Max(constant(-4), hn::Min(x, constant(4)));
    const Vector z2 = hn::Mul(z, z);
    Vector p = constant(-2.72614225801306e-10);
    for (const double c : {2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
                           -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02}) {
      p = hn::MulAdd(p, z2, constant(c));
    }
    Vector q = constant(-1.45660718464996e-05);
    for (const double c : {-2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03,
                           -1.42647390514189e-02}) {
      q = hn::MulAdd(q, z2, constant(c));
    }
    return hn::Div(hn::Mul(z, p), q);
  } else {
    HWY_ALIGN real lanes[HWY_MAX_BYTES / sizeof(real)];
    hn::Store(x, kLanes, lanes);
    for (size_t i = 0; i < hn::Lanes(kLanes); ++i) lanes[i] = std::erf(lanes[i]);
    return hn::Load(kLanes, lanes);
  }
}

HWY_INLINE int64_t lanes() {
  return static_cast<int64_t>(hn::Lanes(kLanes));
}

// y[i] = f(x[i]) or f(x[i], z[i]). The last few elements get the bits that the vector code gives,
// whatever their index.
template <typename Function, typename... Inputs>
HWY_INLINE void map(int64_t count, real* y, const Function& f, const Inputs*... x) {
  const int64_t width = lanes();
  int64_t i = 0;
  for (; i + width <= count; i += width) {
    hn::StoreU(f(hn::LoadU(kLanes, x + i)...), kLanes, y + i);
  }
  if (i == count) return;
  const auto rest = hn::FirstN(kLanes, static_cast<size_t>(count - i));
  hn::BlendedStore(f(hn::MaskedLoad(rest, kLanes, x + i)...), rest, kLanes, y + i);
}

}  // namespace vector_math
}  // namespace HWY_NAMESPACE
}  // namespace aimodel
HWY_AFTER_NAMESPACE();

#endif
