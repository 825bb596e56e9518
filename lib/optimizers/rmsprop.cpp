#include <cmath>

#include "optimizers/optimizer.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

// The gradient over the root of its running mean square.
//   g'       = g + weight_decay * w
//   s        = rho * s + (1 - rho) * g'^2
//   plain    w -= rate * g' / (sqrt(s) + epsilon)
//   momentum v  = momentum * v + g' / (sqrt(s) + epsilon),   w -= rate * v
//   source   Tieleman, Hinton 2012, lecture 6.5; torch.optim.RMSprop (its alpha is rho)
class Rmsprop final : public Optimizer {
 public:
  explicit Rmsprop(const Options& options)
      : Optimizer(options),
        rho_(options.number("rho")),
        momentum_(static_cast<real>(options.number("momentum"))),
        epsilon_(static_cast<real>(options.number("epsilon"))) {}

  int buffers() const override { return momentum_ > 0 ? 2 : 1; }

  void update(const Step& step, std::span<real> values, std::span<const real> gradients,
              std::span<real* const> buffers) const override {
    const auto count = static_cast<int64_t>(values.size());
    const auto rate = static_cast<real>(step.learning_rate);
    const auto decay = static_cast<real>(step.weight_decay);
    const auto kept = static_cast<real>(rho_);
    const auto fresh = static_cast<real>(1 - rho_);
    const real momentum = momentum_;
    const real epsilon = epsilon_;
    real* const w = values.data();
    const real* const g = gradients.data();
    real* const s = buffers[0];
    if (momentum == 0) {
      vectorised([&] {
#pragma omp simd
        for (int64_t i = 0; i < count; ++i) {
          const real gradient = g[i] + decay * w[i];
          s[i] = kept * s[i] + fresh * gradient * gradient;
          w[i] -= rate * gradient / (std::sqrt(s[i]) + epsilon);
        }
      })();
      return;
    }
    real* const v = buffers[1];
    vectorised([&] {
#pragma omp simd
      for (int64_t i = 0; i < count; ++i) {
        const real gradient = g[i] + decay * w[i];
        s[i] = kept * s[i] + fresh * gradient * gradient;
        v[i] = momentum * v[i] + gradient / (std::sqrt(s[i]) + epsilon);
        w[i] -= rate * v[i];
      }
    })();
  }

 private:
  double rho_;
  real momentum_;
  real epsilon_;
};

}  // namespace

OptimizerPtr make_rmsprop(const Options& options) {
  return std::make_unique<Rmsprop>(options);
}

}  // namespace aimodel
