#include <algorithm>
#include <stdexcept>
#include <utility>

#include "tensor/elementwise.h"
#include "tensor/parallel.h"
#include "tensor/vector_math.h"

namespace aimodel {

namespace {

namespace vm = vector_math;
namespace hn = vm::hn;
using vm::constant;
using vm::Vector;

constexpr int64_t kPiece = 16384;

Vector zero() {
  return hn::Zero(vm::kLanes);
}
Vector one() {
  return constant(1);
}

// 1 multiply-add for simple functions, about 16 for those with exp inside.
double cost_of(Activation activation) {
  switch (activation) {
    case Activation::linear:
    case Activation::relu:
    case Activation::leaky_relu:
      return 1;
    default:
      return 16;
  }
}

}  // namespace

Activation activation_named(std::string_view name) {
  static constexpr std::pair<std::string_view, Activation> kNames[] = {
      {"linear", Activation::linear},
      {"relu", Activation::relu},
      {"leaky_relu", Activation::leaky_relu},
      {"elu", Activation::elu},
      {"gelu", Activation::gelu},
      {"silu", Activation::silu},
      {"sigmoid", Activation::sigmoid},
      {"tanh", Activation::tanh},
      {"softplus", Activation::softplus}};
  for (const auto& [known, activation] : kNames) {
    if (known == name) return activation;
  }
  throw std::logic_error("no such activation");
}

// f(x):   relu max(x, 0)            leaky_relu x > 0 ? x : a x       elu x > 0 ? x : a (e^x - 1)
//         gelu x Phi(x)             silu x sigmoid(x)                sigmoid 1 / (1 + e^-x)
//         tanh                      softplus log(1 + e^x)
void activate_range(Activation activation, const real* x, int64_t count, real* y, Slope slope) {
  switch (activation) {
    case Activation::linear:
      if (x != y) std::copy_n(x, count, y);
      return;
    case Activation::relu:
      // Not Max, whose answer for NaN and 0 may be 0: a network that diverges must not look sound.
      return vm::map(
          count, y, [](Vector v) { return hn::IfThenZeroElse(hn::Le(v, zero()), v); }, x);
    case Activation::leaky_relu: {
      const Vector a = constant(slope.leaky_relu);
      return vm::map(
          count, y, [a](Vector v) { return hn::IfThenElse(hn::Gt(v, zero()), v, hn::Mul(a, v)); },
          x);
    }
    case Activation::elu: {
      const Vector a = constant(slope.elu);
      return vm::map(
          count, y,
          [a](Vector v) {
            const Vector below = hn::Mul(a, hn::Expm1(vm::kLanes, v));
            return hn::IfThenElse(hn::Gt(v, zero()), v, below);
          },
          x);
    }
    case Activation::gelu:
      return vm::map(
          count, y,
          [](Vector v) {
            const Vector cdf = hn::Add(one(), vm::erf(hn::Mul(v, constant(0.7071067811865476))));
            return hn::Mul(hn::Mul(constant(0.5), v), cdf);
          },
          x);
    case Activation::silu:
      return vm::map(
          count, y, [](Vector v) { return hn::Mul(v, vm::sigmoid(v)); }, x);
    case Activation::sigmoid:
      return vm::map(
          count, y, [](Vector v) { return vm::sigmoid(v); }, x);
    case Activation::tanh:
      return vm::map(
          count, y, [](Vector v) { return hn::Tanh(vm::kLanes, v); }, x);
    case Activation::softplus:
      return vm::map(
          count, y, [](Vector v) { return vm::softplus(v); }, x);
  }
  throw std::logic_error("no such activation");
}

bool needs_input(Activation activation) {
  return activation == Activation::gelu || activation == Activation::silu;
}

namespace {

// f'(x), from y = f(x) or, for gelu and silu, from x:
//   relu y > 0     leaky_relu y > 0 ? 1 : a     elu y > 0 ? 1 : y + a     sigmoid y (1 - y) tanh 1
//   - y^2 softplus 1 - e^-y     gelu Phi(x) + x phi(x)     silu s + x s (1 - s), s = sigmoid(x)
void backward_range(Activation activation, const real* from, const real* dy, int64_t count,
                    real* dx, Slope slope) {
  switch (activation) {
    case Activation::linear:
      if (dx != dy) std::copy_n(dy, count, dx);
      return;
    case Activation::relu:
      return vm::map(
          count, dx, [](Vector y, Vector d) { return hn::IfThenElseZero(hn::Gt(y, zero()), d); },
          from, dy);
    case Activation::leaky_relu: {
      const Vector a = constant(slope.leaky_relu);
      return vm::map(
          count, dx,
          [a](Vector y, Vector d) { return hn::IfThenElse(hn::Gt(y, zero()), d, hn::Mul(a, d)); },
          from, dy);
    }
    case Activation::elu: {
      const Vector a = constant(slope.elu);
      return vm::map(
          count, dx,
          [a](Vector y, Vector d) {
            return hn::IfThenElse(hn::Gt(y, zero()), d, hn::Mul(hn::Add(y, a), d));
          },
          from, dy);
    }
    case Activation::gelu:
      return vm::map(
          count, dx,
          [](Vector x, Vector d) {
            const Vector cdf = hn::Mul(
                constant(0.5), hn::Add(one(), vm::erf(hn::Mul(x, constant(0.7071067811865476)))));
            const Vector pdf = hn::Mul(constant(0.3989422804014327),
                                       vm::exp(hn::Mul(constant(-0.5), hn::Mul(x, x))));
            return hn::Mul(d, hn::MulAdd(x, pdf, cdf));
          },
          from, dy);
    case Activation::silu:
      return vm::map(
          count, dx,
          [](Vector x, Vector d) {
            const Vector s = vm::sigmoid(x);
            return hn::Mul(d, hn::MulAdd(hn::Mul(x, s), hn::Sub(one(), s), s));
          },
          from, dy);
    case Activation::sigmoid:
      return vm::map(
          count, dx, [](Vector y, Vector d) { return hn::Mul(d, hn::Mul(y, hn::Sub(one(), y))); },
          from, dy);
    case Activation::tanh:
      return vm::map(
          count, dx, [](Vector y, Vector d) { return hn::Mul(d, hn::NegMulAdd(y, y, one())); },
          from, dy);
    case Activation::softplus:
      return vm::map(
          count, dx,
          [](Vector y, Vector d) { return hn::Mul(d, hn::Neg(hn::Expm1(vm::kLanes, hn::Neg(y)))); },
          from, dy);
  }
  throw std::logic_error("no such activation");
}

}  // namespace

void activate(Activation activation, Tensor x, Tensor y, Slope slope) {
  const double work = cost_of(activation) * static_cast<double>(x.size());
  for_ranges(x.size(), kPiece, work, [&](int64_t first, int64_t last) {
    activate_range(activation, x.data + first, last - first, y.data + first, slope);
  });
}

void activate_backward(Activation activation, Tensor x_or_y, Tensor dy, Tensor dx, Slope slope) {
  const double work = cost_of(activation) * static_cast<double>(dy.size());
  for_ranges(dy.size(), kPiece, work, [&](int64_t first, int64_t last) {
    backward_range(activation, x_or_y.data + first, dy.data + first, last - first, dx.data + first,
                   slope);
  });
}

// y_j = e^(x_j - max) / sum,   dx = y * (dy - sum(dy * y))
void softmax_rows(Tensor x, Tensor y) {
  const int64_t width = x.shape.back();
  const int64_t rows = width == 0 ? 0 : x.size() / width;
  const int64_t piece = std::max<int64_t>(1, kPiece / std::max<int64_t>(1, width));
  for_ranges(rows, piece, 16.0 * static_cast<double>(x.size()), [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      const real* from = x.data + i * width;
      real* to = y.data + i * width;
      const real largest = *std::max_element(from, from + width);
      const Vector shift = constant(largest);
      vm::map(
          width, to, [shift](Vector v) { return vm::exp(hn::Sub(v, shift)); }, from);
      real total = 0;
      for (int64_t j = 0; j < width; ++j) total += to[j];
      const real factor = 1 / total;
      for (int64_t j = 0; j < width; ++j) to[j] *= factor;
    }
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
