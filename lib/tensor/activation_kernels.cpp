#include "tensor/activation_kernels.h"

#include <algorithm>
#include <stdexcept>

// Compiled for each set of instructions that the build allows for; the best of the machine is run.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tensor/activation_kernels.cpp"
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

HWY_INLINE Vector zero() {
  return hn::Zero(vm::kLanes);
}
HWY_INLINE Vector one() {
  return constant(1);
}

// Calls use(f) with the function f of a vector:
//   relu      max(x, 0)        leaky_relu  x > 0 ? x : a x    elu      x > 0 ? x : a (e^x - 1)
//   gelu      x Phi(x)         silu        x sigmoid(x)       sigmoid  1 / (1 + e^-x)
//   softplus  log(1 + e^x)     tanh
template <typename Use>
HWY_ATTR void with_function(Activation activation, Slope slope, const Use& use) {
  switch (activation) {
    case Activation::linear:
      return use([](Vector x) HWY_ATTR { return x; });
    case Activation::relu:
      // Not Max, whose answer for NaN and 0 may be 0: a network that diverges must not look sound.
      return use([](Vector x) HWY_ATTR { return hn::IfThenZeroElse(hn::Le(x, zero()), x); });
    case Activation::leaky_relu:
      return use([a = constant(slope.leaky_relu)](Vector x)
                     HWY_ATTR { return hn::IfThenElse(hn::Gt(x, zero()), x, hn::Mul(a, x)); });
    case Activation::elu:
      return use([a = constant(slope.elu)](Vector x) HWY_ATTR {
        const Vector below = hn::Mul(a, hn::Expm1(vm::kLanes, x));
        return hn::IfThenElse(hn::Gt(x, zero()), x, below);
      });
    case Activation::gelu:
      return use([](Vector x) HWY_ATTR {
        const Vector cdf = hn::Add(one(), vm::erf(hn::Mul(x, constant(0.7071067811865476))));
        return hn::Mul(hn::Mul(constant(0.5), x), cdf);
      });
    case Activation::silu:
      return use([](Vector x) HWY_ATTR { return hn::Mul(x, vm::sigmoid(x)); });
    case Activation::sigmoid:
      return use([](Vector x) HWY_ATTR { return vm::sigmoid(x); });
    case Activation::tanh:
      return use([](Vector x) HWY_ATTR { return hn::Tanh(vm::kLanes, x); });
    case Activation::softplus:
      return use([](Vector x) HWY_ATTR { return vm::softplus(x); });
  }
  throw std::logic_error("no such activation");
}

// Calls use(g) with g(from, d) = d * f'(x), where `from` is y = f(x) or, for gelu and silu, x:
//   relu      y > 0            leaky_relu  y > 0 ? 1 : a      elu      y > 0 ? 1 : y + a
//   gelu      Phi(x) + x phi(x)                               sigmoid  y (1 - y)
//   softplus  1 - e^-y         tanh        1 - y^2
//   silu      s + x s (1 - s), s = sigmoid(x)
template <typename Use>
HWY_ATTR void with_derivative(Activation activation, Slope slope, const Use& use) {
  switch (activation) {
    case Activation::linear:
      return use([](Vector, Vector d) HWY_ATTR { return d; });
    case Activation::relu:
      return use([](Vector y, Vector d)
                     HWY_ATTR { return hn::IfThenElseZero(hn::Gt(y, zero()), d); });
    case Activation::leaky_relu:
      return use([a = constant(slope.leaky_relu)](Vector y, Vector d)
                     HWY_ATTR { return hn::IfThenElse(hn::Gt(y, zero()), d, hn::Mul(a, d)); });
    case Activation::elu:
      return use([a = constant(slope.elu)](Vector y, Vector d) HWY_ATTR {
        return hn::IfThenElse(hn::Gt(y, zero()), d, hn::Mul(hn::Add(y, a), d));
      });
    case Activation::gelu:
      return use([](Vector x, Vector d) HWY_ATTR {
        const Vector cdf = hn::Mul(
            constant(0.5), hn::Add(one(), vm::erf(hn::Mul(x, constant(0.7071067811865476)))));
        const Vector pdf =
            hn::Mul(constant(0.3989422804014327), vm::exp(hn::Mul(constant(-0.5), hn::Mul(x, x))));
        return hn::Mul(d, hn::MulAdd(x, pdf, cdf));
      });
    case Activation::silu:
      return use([](Vector x, Vector d) HWY_ATTR {
        const Vector s = vm::sigmoid(x);
        return hn::Mul(d, hn::MulAdd(hn::Mul(x, s), hn::Sub(one(), s), s));
      });
    case Activation::sigmoid:
      return use([](Vector y, Vector d)
                     HWY_ATTR { return hn::Mul(d, hn::Mul(y, hn::Sub(one(), y))); });
    case Activation::tanh:
      return use([](Vector y, Vector d)
                     HWY_ATTR { return hn::Mul(d, hn::NegMulAdd(y, y, one())); });
    case Activation::softplus:
      return use([](Vector y, Vector d)
                     HWY_ATTR { return hn::Mul(d, hn::Neg(hn::Expm1(vm::kLanes, hn::Neg(y)))); });
  }
  throw std::logic_error("no such activation");
}

// Calls whole(j) for the columns of four vectors from j on, and rest(j, mask) for those of one
// vector or less, until all columns had their turn.
template <typename Whole, typename Rest>
HWY_ATTR void for_columns(int64_t columns, const Whole& whole, const Rest& rest) {
  int64_t j = 0;
  for (; j + 4 * lanes() <= columns; j += 4 * lanes()) whole(j);
  for (; j < columns; j += lanes()) {
    rest(j, hn::FirstN(vm::kLanes, static_cast<size_t>(std::min(lanes(), columns - j))));
  }
}

// dx = g(from, dy), db += sum over rows of dx, for some columns of all rows.
template <typename Derivative>
HWY_ATTR void backward_columns(const Derivative& g, int64_t rows, int64_t row, int64_t columns,
                               const real* from, const real* dy, real* dx, real* db) {
  for_columns(
      columns,
      [&](int64_t j) HWY_ATTR {
        Vector sums[4];
        for (int v = 0; v < 4; ++v) sums[v] = hn::LoadU(vm::kLanes, db + j + v * lanes());
        for (int64_t i = 0; i < rows; ++i) {
          for (int v = 0; v < 4; ++v) {
            const int64_t at = i * row + j + v * lanes();
            const Vector d = g(hn::LoadU(vm::kLanes, from + at), hn::LoadU(vm::kLanes, dy + at));
            hn::StoreU(d, vm::kLanes, dx + at);
            sums[v] = hn::Add(sums[v], d);
          }
        }
        for (int v = 0; v < 4; ++v) hn::StoreU(sums[v], vm::kLanes, db + j + v * lanes());
      },
      [&](int64_t j, auto mask) HWY_ATTR {
        Vector sums = hn::MaskedLoad(mask, vm::kLanes, db + j);
        for (int64_t i = 0; i < rows; ++i) {
          const int64_t at = i * row + j;
          const Vector d = g(hn::MaskedLoad(mask, vm::kLanes, from + at),
                             hn::MaskedLoad(mask, vm::kLanes, dy + at));
          hn::BlendedStore(d, mask, vm::kLanes, dx + at);
          sums = hn::Add(sums, d);
        }
        hn::BlendedStore(sums, mask, vm::kLanes, db + j);
      });
}

HWY_ATTR void block(Activation activation, const real* b, int64_t rows, int64_t columns, real* y,
                    int64_t row) {
  with_function(activation, {}, [&](const auto& f) HWY_ATTR {
    for_columns(
        columns,
        [&](int64_t j) HWY_ATTR {
          Vector bias[4];
          for (int v = 0; v < 4; ++v) bias[v] = hn::LoadU(vm::kLanes, b + j + v * lanes());
          for (int64_t i = 0; i < rows; ++i) {
            for (int v = 0; v < 4; ++v) {
              real* at = y + i * row + j + v * lanes();
              hn::StoreU(f(hn::Add(hn::LoadU(vm::kLanes, at), bias[v])), vm::kLanes, at);
            }
          }
        },
        [&](int64_t j, auto mask) HWY_ATTR {
          const Vector bias = hn::MaskedLoad(mask, vm::kLanes, b + j);
          for (int64_t i = 0; i < rows; ++i) {
            real* at = y + i * row + j;
            hn::BlendedStore(f(hn::Add(hn::MaskedLoad(mask, vm::kLanes, at), bias)), mask,
                             vm::kLanes, at);
          }
        });
  });
}

HWY_ATTR void range(Activation activation, Slope slope, int64_t count, const real* x, real* y) {
  with_function(activation, slope, [&](const auto& f) HWY_ATTR { vm::map(count, y, f, x); });
}

HWY_ATTR void range_backward(Activation activation, Slope slope, int64_t count, const real* from,
                             const real* dy, real* dx) {
  with_derivative(activation, slope,
                  [&](const auto& g) HWY_ATTR { vm::map(count, dx, g, from, dy); });
}

HWY_ATTR void columns_backward(Activation activation, int64_t rows, int64_t row, int64_t columns,
                               const real* from, const real* dy, real* dx, real* db) {
  with_derivative(activation, {}, [&](const auto& g) HWY_ATTR {
    backward_columns(g, rows, row, columns, from, dy, dx, db);
  });
}

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace aimodel
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace aimodel {

HWY_EXPORT(block);
HWY_EXPORT(range);
HWY_EXPORT(range_backward);
HWY_EXPORT(columns_backward);

void activate_block(Activation activation, const real* b, int64_t rows, int64_t columns, real* y,
                    int64_t row) {
  HWY_DYNAMIC_DISPATCH(block)(activation, b, rows, columns, y, row);
}

void activate_range(Activation activation, Slope slope, int64_t count, const real* x, real* y) {
  HWY_DYNAMIC_DISPATCH(range)(activation, slope, count, x, y);
}

void activate_range_backward(Activation activation, Slope slope, int64_t count, const real* x_or_y,
                             const real* dy, real* dx) {
  HWY_DYNAMIC_DISPATCH(range_backward)(activation, slope, count, x_or_y, dy, dx);
}

void activate_columns_backward(Activation activation, int64_t rows, int64_t row, int64_t columns,
                               const real* x_or_y, const real* dy, real* dx, real* db) {
  HWY_DYNAMIC_DISPATCH(columns_backward)(activation, rows, row, columns, x_or_y, dy, dx, db);
}

}  // namespace aimodel
#endif
