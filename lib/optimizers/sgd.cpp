#include "optimizers/optimizer.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

// Stochastic gradient descent, with momentum and Nesterov's look ahead.
//   g'       = g + weight_decay * w
//   plain    w -= rate * g'
//   momentum v  = momentum * v + g',   w -= rate * v
//   nesterov v  = momentum * v + g',   w -= rate * (g' + momentum * v)
//   source   Polyak 1964; Sutskever, Martens, Dahl, Hinton 2013, in the form of torch.optim.SGD,
//            where a change of the rate acts on the whole of v
//   limits   nesterov needs momentum > 0
class Sgd final : public Optimizer {
 public:
  explicit Sgd(const Options& options)
      : Optimizer(options),
        momentum_(static_cast<real>(options.number("momentum"))),
        nesterov_(options.flag("nesterov")) {
    if (nesterov_ && options.number("momentum") == 0) {
      throw options.error_at("nesterov", "nesterov looks ahead along the momentum, which is 0",
                             "set momentum, as in \"momentum\": 0.9, or leave nesterov out");
    }
  }

  int buffers() const override { return momentum_ > 0 ? 1 : 0; }

  void update(const Step& step, std::span<real> values, std::span<const real> gradients,
              std::span<real* const> buffers) const override {
    const auto count = static_cast<int64_t>(values.size());
    const auto rate = static_cast<real>(step.learning_rate);
    const auto decay = static_cast<real>(step.weight_decay);
    const real momentum = momentum_;
    real* const w = values.data();
    const real* const g = gradients.data();
    if (momentum == 0) {
      vectorised([&] {
#pragma omp simd
        for (int64_t i = 0; i < count; ++i) w[i] -= rate * (g[i] + decay * w[i]);
      })();
      return;
    }
    // Both rules are w -= rate * (own * g' + share * v).
    const real own = nesterov_ ? real{1} : real{0};
    const real share = nesterov_ ? momentum : real{1};
    real* const v = buffers[0];
    vectorised([&] {
#pragma omp simd
      for (int64_t i = 0; i < count; ++i) {
        const real gradient = g[i] + decay * w[i];
        v[i] = momentum * v[i] + gradient;
        w[i] -= rate * (own * gradient + share * v[i]);
      }
    })();
  }

 private:
  real momentum_;
  bool nesterov_;
};

}  // namespace

OptimizerPtr make_sgd(const Options& options) {
  return std::make_unique<Sgd>(options);
}

}  // namespace aimodel
