#include <algorithm>
#include <cmath>

#include "optimizers/adam_rule.h"
#include "tensor/elementwise.h"
#include "tensor/parallel.h"
#include "tensor/product.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

// Moves a matrix by its momentum made nearly orthogonal, so that no direction of it is small; what
// is no matrix of a hidden layer (biases, embeddings, outputs) as adamw does.
//   m  = momentum * m + (1 - momentum) * g
//   u  = momentum * m + (1 - momentum) * g with nesterov, else m
//   x  = u / max(|u|, 1e-7), |u| the root of the sum of squares, then `steps` times
//        x = (a I + b s + c s^2) x,  s = x x^T       of the shorter side: from the right where the
//        a, b, c = 3.4445, -4.7750, 2.0315           matrix is taller than wide
//   w  = (1 - rate * weight_decay) w - rate * 0.2 sqrt(max(rows, columns)) * x
//   source  Jordan 2024, "Muon: an optimizer for hidden layers in neural networks" (the iteration
//           and its constants); Liu et al. 2025, arXiv:2502.16982, section 2.2 (the factor, by
//           which a step is as large as adamw's, and both take one learning rate)
//   limits  five steps bring singular values between 0.7 and 1.2, not to 1; those below 1e-3 of
//           |u| stay smaller
class Muon final : public Optimizer {
 public:
  explicit Muon(const Options& options)
      : Optimizer(options),
        rule_(options),
        momentum_(options.number("momentum")),
        nesterov_(options.flag("nesterov")),
        steps_(options.integer("steps")) {}

  int buffers() const override { return 2; }

  void update(const Step& step, std::span<real> w, std::span<const real> g,
              std::span<real* const> buffers) const override {
    rule_.update(step, 0, 1 - step.learning_rate * step.weight_decay, w, g, buffers);
  }

  int64_t matrix_scratch(const Shape& shape) const override {
    const int64_t shorter = std::min(shape[0], shape[1]);
    return 2 * shape[0] * shape[1] + 2 * shorter * shorter;
  }

  void update_matrix(const Step& step, Tensor w, Tensor g, Tensor m,
                     std::span<real> scratch) const override {
    const int64_t rows = w.shape[0], columns = w.shape[1], size = rows * columns;
    const int64_t shorter = std::min(rows, columns);
    const Tensor x{scratch.data(), w.shape}, s{x.data + 2 * size, {shorter, shorter}};
    const Tensor polynomial{s.data + shorter * shorter, {shorter, shorter}};
    move_momentum(g, m, x);
    const double length = std::sqrt(sum_of_squares(x.values()));
    scale(x, 1 / std::max(length, 1e-7));
    Tensor now = x, next{x.data + size, w.shape};
    for (int64_t i = 0; i < steps_; ++i) {
      improve(now, s, polynomial, next);
      std::swap(now, next);
    }
    const auto kept = static_cast<real>(1 - step.learning_rate * step.weight_decay);
    const auto rate = static_cast<real>(step.learning_rate * 0.2 *
                                        std::sqrt(static_cast<double>(std::max(rows, columns))));
    each(size, [&](int64_t k) { w[k] = kept * w[k] - rate * now[k]; });
  }

 private:
  template <typename Element>
  static void each(int64_t size, const Element& element) {
    for_ranges(size, kElementPiece, kElementCost * static_cast<double>(size),
               vectorised([&](int64_t first, int64_t last) {
                 for (int64_t k = first; k < last; ++k) element(k);
               }));
  }

  void move_momentum(Tensor g, Tensor m, Tensor u) const {
    const auto kept = static_cast<real>(momentum_), fresh = static_cast<real>(1 - momentum_);
    each(g.size(), [&](int64_t k) {
      m[k] = kept * m[k] + fresh * g[k];
      u[k] = nesterov_ ? kept * m[k] + fresh * g[k] : m[k];
    });
  }

  static void scale(Tensor x, double factor) {
    const auto by = static_cast<real>(factor);
    each(x.size(), [&](int64_t k) { x[k] *= by; });
  }

  // y = (a I + b s + c s^2) x,  s = x x^T, or the same from the right.
  static void improve(Tensor x, Tensor s, Tensor polynomial, Tensor y) {
    constexpr real a = real(3.4445), b = real(-4.7750), c = real(2.0315);
    const int64_t n = s.shape[0];
    const bool tall = x.shape[0] > x.shape[1];
    if (tall) {
      each(s.size(), [&](int64_t k) { s[k] = 0; });
      add_product_tn(x, x, s);
    } else {
      product_nt(x, x, s);
    }
    product(s, s, {}, Activation::linear, polynomial);
    each(s.size(), [&](int64_t k) { polynomial[k] = c * polynomial[k] + b * s[k]; });
    for (int64_t i = 0; i < n; ++i) polynomial[i * n + i] += a;
    if (tall) {
      product(x, polynomial, {}, Activation::linear, y);
    } else {
      product(polynomial, x, {}, Activation::linear, y);
    }
  }

  AdamRule rule_;
  double momentum_;
  bool nesterov_;
  int64_t steps_;
};

}  // namespace

OptimizerPtr make_muon(const Options& options) {
  return std::make_unique<Muon>(options);
}

}  // namespace aimodel
