#include "tensor/activation.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "tensor/activation_kernels.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

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

bool needs_input(Activation activation) {
  return activation == Activation::gelu || activation == Activation::silu;
}

void activate(Activation activation, Tensor x, Tensor y, Slope slope) {
  if (activation == Activation::linear && x.data == y.data) return;
  const double work = cost_of(activation) * static_cast<double>(x.size());
  for_ranges(x.size(), kElementPiece, work, [&](int64_t first, int64_t last) {
    activate_range(activation, slope, last - first, x.data + first, y.data + first);
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
  for_ranges(dy.size(), kElementPiece, work, [&](int64_t first, int64_t last) {
    activate_range_backward(activation, slope, last - first, x_or_y.data + first, dy.data + first,
                            dx.data + first);
  });
}

void activate_backward_rows(Activation activation, Tensor x_or_y, Tensor dy, Tensor dx, Tensor db) {
  if (db.data == nullptr) return activate_backward(activation, x_or_y, dy, dx);
  constexpr int64_t kColumns = 64;
  const int64_t m = db.size(), n = dy.size() / m;
  const double work = cost_of(activation) * static_cast<double>(dy.size());
  for_ranges(m, kColumns, work, [&](int64_t first, int64_t last) {
    activate_columns_backward(activation, n, m, last - first, x_or_y.data + first, dy.data + first,
                              dx.data + first, db.data + first);
  });
}

}  // namespace aimodel
