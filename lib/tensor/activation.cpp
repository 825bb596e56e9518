#include "tensor/activation.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "tensor/parallel.h"
#include "tensor/vector_math.h"

namespace aimodel {

namespace {

namespace vm = vector_math;
namespace hn = vm::hn;
using vm::constant;
using vm::Vector;

Vector zero() {
  return hn::Zero(vm::kLanes);
}
Vector one() {
  return constant(1);
}

// In multiply-adds: those with exp inside take about four times a simple one.
double cost_of(Activation activation) {
  switch (activation) {
    case Activation::linear:
    case Activation::relu:
    case Activation::leaky_relu:
      return kElementCost;
    default:
      return 4 * kElementCost;
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

namespace {

// Calls use(f) with the function f of a vector:
//   relu      max(x, 0)        leaky_relu  x > 0 ? x : a x    elu      x > 0 ? x : a (e^x - 1)
//   gelu      x Phi(x)         silu        x sigmoid(x)       sigmoid  1 / (1 + e^-x)
//   softplus  log(1 + e^x)     tanh
template <typename Use>
void with_function(Activation activation, Slope slope, const Use& use) {
  switch (activation) {
    case Activation::linear:
      return use([](Vector x) { return x; });
    case Activation::relu:
      // Not Max, whose answer for NaN and 0 may be 0: a network that diverges must not look sound.
      return use([](Vector x) { return hn::IfThenZeroElse(hn::Le(x, zero()), x); });
    case Activation::leaky_relu:
      return use([a = constant(slope.leaky_relu)](Vector x) {
        return hn::IfThenElse(hn::Gt(x, zero()), x, hn::Mul(a, x));
      });
    case Activation::elu:
      return use([a = constant(slope.elu)](Vector x) {
        const Vector below = hn::Mul(a, hn::Expm1(vm::kLanes, x));
        return hn::IfThenElse(hn::Gt(x, zero()), x, below);
      });
    case Activation::gelu:
      return use([](Vector x) {
        const Vector cdf = hn::Add(one(), vm::erf(hn::Mul(x, constant(0.7071067811865476))));
        return hn::Mul(hn::Mul(constant(0.5), x), cdf);
      });
    case Activation::silu:
      return use([](Vector x) { return hn::Mul(x, vm::sigmoid(x)); });
    case Activation::sigmoid:
      return use([](Vector x) { return vm::sigmoid(x); });
    case Activation::tanh:
      return use([](Vector x) { return hn::Tanh(vm::kLanes, x); });
    case Activation::softplus:
      return use([](Vector x) { return vm::softplus(x); });
  }
  throw std::logic_error("no such activation");
}

// Calls use(g) with g(from, d) = d * f'(x), where `from` is y = f(x) or, for gelu and silu, x:
//   relu      y > 0            leaky_relu  y > 0 ? 1 : a      elu      y > 0 ? 1 : y + a
//   gelu      Phi(x) + x phi(x)                               sigmoid  y (1 - y)
//   softplus  1 - e^-y         tanh        1 - y^2
//   silu      s + x s (1 - s), s = sigmoid(x)
template <typename Use>
void with_derivative(Activation activation, Slope slope, const Use& use) {
  switch (activation) {
    case Activation::linear:
      return use([](Vector, Vector d) { return d; });
    case Activation::relu:
      return use([](Vector y, Vector d) { return hn::IfThenElseZero(hn::Gt(y, zero()), d); });
    case Activation::leaky_relu:
      return use([a = constant(slope.leaky_relu)](Vector y, Vector d) {
        return hn::IfThenElse(hn::Gt(y, zero()), d, hn::Mul(a, d));
      });
    case Activation::elu:
      return use([a = constant(slope.elu)](Vector y, Vector d) {
        return hn::IfThenElse(hn::Gt(y, zero()), d, hn::Mul(hn::Add(y, a), d));
      });
    case Activation::gelu:
      return use([](Vector x, Vector d) {
        const Vector cdf = hn::Mul(
            constant(0.5), hn::Add(one(), vm::erf(hn::Mul(x, constant(0.7071067811865476)))));
        const Vector pdf =
            hn::Mul(constant(0.3989422804014327), vm::exp(hn::Mul(constant(-0.5), hn::Mul(x, x))));
        return hn::Mul(d, hn::MulAdd(x, pdf, cdf));
      });
    case Activation::silu:
      return use([](Vector x, Vector d) {
        const Vector s = vm::sigmoid(x);
        return hn::Mul(d, hn::MulAdd(hn::Mul(x, s), hn::Sub(one(), s), s));
      });
    case Activation::sigmoid:
      return use([](Vector y, Vector d) { return hn::Mul(d, hn::Mul(y, hn::Sub(one(), y))); });
    case Activation::tanh:
      return use([](Vector y, Vector d) { return hn::Mul(d, hn::NegMulAdd(y, y, one())); });
    case Activation::softplus:
      return use([](Vector y, Vector d) {
        return hn::Mul(d, hn::Neg(hn::Expm1(vm::kLanes, hn::Neg(y))));
      });
  }
  throw std::logic_error("no such activation");
}

int64_t lanes() {
  return static_cast<int64_t>(hn::Lanes(vm::kLanes));
}

// Calls whole(j) for the columns of four vectors from j on, and rest(j, mask) for those of one
// vector or less, until all columns had their turn.
template <typename Whole, typename Rest>
void for_columns(int64_t columns, const Whole& whole, const Rest& rest) {
  int64_t j = 0;
  for (; j + 4 * lanes() <= columns; j += 4 * lanes()) whole(j);
  for (; j < columns; j += lanes()) {
    rest(j, hn::FirstN(vm::kLanes, static_cast<size_t>(std::min(lanes(), columns - j))));
  }
}

// dx = g(from, dy), db += sum over rows of dx, for some columns of all rows.
template <typename Derivative>
void backward_columns(const Derivative& g, int64_t rows, int64_t row, int64_t columns,
                      const real* from, const real* dy, real* dx, real* db) {
  for_columns(
      columns,
      [&](int64_t j) {
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
      [&](int64_t j, auto mask) {
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

}  // namespace

void activate_block(Activation activation, const real* b, int64_t rows, int64_t columns, real* y,
                    int64_t row) {
  with_function(activation, {}, [&](const auto& f) {
    for_columns(
        columns,
        [&](int64_t j) {
          Vector bias[4];
          for (int v = 0; v < 4; ++v) bias[v] = hn::LoadU(vm::kLanes, b + j + v * lanes());
          for (int64_t i = 0; i < rows; ++i) {
            for (int v = 0; v < 4; ++v) {
              real* at = y + i * row + j + v * lanes();
              hn::StoreU(f(hn::Add(hn::LoadU(vm::kLanes, at), bias[v])), vm::kLanes, at);
            }
          }
        },
        [&](int64_t j, auto mask) {
          const Vector bias = hn::MaskedLoad(mask, vm::kLanes, b + j);
          for (int64_t i = 0; i < rows; ++i) {
            real* at = y + i * row + j;
            hn::BlendedStore(f(hn::Add(hn::MaskedLoad(mask, vm::kLanes, at), bias)), mask,
                             vm::kLanes, at);
          }
        });
  });
}

bool needs_input(Activation activation) {
  return activation == Activation::gelu || activation == Activation::silu;
}

void activate(Activation activation, Tensor x, Tensor y, Slope slope) {
  if (activation == Activation::linear && x.data == y.data) return;
  const double work = cost_of(activation) * static_cast<double>(x.size());
  with_function(activation, slope, [&](const auto& f) {
    for_ranges(x.size(), kElementPiece, work, [&](int64_t first, int64_t last) {
      vm::map(last - first, y.data + first, f, x.data + first);
    });
  });
}

void activate_rows(Activation activation, Tensor b, Tensor y) {
  if (b.data == nullptr) return activate(activation, y, y);
  const int64_t m = b.size(), n = y.size() / m;
  const double work = cost_of(activation) * static_cast<double>(y.size());
  const int64_t rows = std::max<int64_t>(1, kElementPiece / std::max<int64_t>(1, m));
  for_ranges(n, rows, work, [&](int64_t first, int64_t last) {
    activate_block(activation, b.data, last - first, m, y.data + first * m, m);
  });
}

void activate_backward(Activation activation, Tensor x_or_y, Tensor dy, Tensor dx, Slope slope) {
  if (activation == Activation::linear && dx.data == dy.data) return;
  const double work = cost_of(activation) * static_cast<double>(dy.size());
  with_derivative(activation, slope, [&](const auto& g) {
    for_ranges(dy.size(), kElementPiece, work, [&](int64_t first, int64_t last) {
      vm::map(last - first, dx.data + first, g, x_or_y.data + first, dy.data + first);
    });
  });
}

void activate_backward_rows(Activation activation, Tensor x_or_y, Tensor dy, Tensor dx, Tensor db) {
  if (db.data == nullptr) return activate_backward(activation, x_or_y, dy, dx);
  constexpr int64_t kColumns = 64;
  const int64_t m = db.size(), n = dy.size() / m;
  const double work = cost_of(activation) * static_cast<double>(dy.size());
  with_derivative(activation, {}, [&](const auto& g) {
    for_ranges(m, kColumns, work, [&](int64_t first, int64_t last) {
      backward_columns(g, n, m, last - first, x_or_y.data + first, dy.data + first, dx.data + first,
                       db.data + first);
    });
  });
}

}  // namespace aimodel
