#include <cmath>

#include "optimizers/optimizer.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

// The gradient over the root of the sum of all its squares: the more a weight has moved, the
// smaller its steps.
//   g'     = g + weight_decay * w
//   s      = s + g'^2,   w -= rate * g' / (sqrt(s) + epsilon)
//   source Duchi, Hazan, Singer 2011, "Adaptive subgradient methods"; torch.optim.Adagrad
class Adagrad final : public Optimizer {
 public:
  explicit Adagrad(const Options& options)
      : Optimizer(options), epsilon_(static_cast<real>(options.number("epsilon"))) {}

  int buffers() const override { return 1; }

  void update(const Step& step, std::span<real> values, std::span<const real> gradients,
              std::span<real* const> buffers) const override {
    const auto count = static_cast<int64_t>(values.size());
    const auto rate = static_cast<real>(step.learning_rate);
    const auto decay = static_cast<real>(step.weight_decay);
    const real epsilon = epsilon_;
    real* const w = values.data();
    const real* const g = gradients.data();
    real* const s = buffers[0];
    vectorised([&] {
#pragma omp simd
      for (int64_t i = 0; i < count; ++i) {
        const real gradient = g[i] + decay * w[i];
        s[i] += gradient * gradient;
        w[i] -= rate * gradient / (std::sqrt(s[i]) + epsilon);
      }
    })();
  }

 private:
  real epsilon_;
};

}  // namespace

OptimizerPtr make_adagrad(const Options& options) {
  return std::make_unique<Adagrad>(options);
}

}  // namespace aimodel
