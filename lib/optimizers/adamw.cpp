#include "optimizers/adam_rule.h"

namespace aimodel {

namespace {

// Adam whose weights decay beside the gradient, untouched by its scale: see adam_rule.h.
//   w      *= 1 - rate * weight_decay, then Adam's step
//   source Loshchilov, Hutter 2019, arXiv:1711.05101, algorithm 2, the decay times the rate
//          as in torch.optim.AdamW
class AdamW final : public Optimizer {
 public:
  explicit AdamW(const Options& options) : Optimizer(options), rule_(options) {}

  int buffers() const override { return 2; }

  void update(const Step& step, std::span<real> w, std::span<const real> g,
              std::span<real* const> buffers) const override {
    rule_.update(step, 0, 1 - step.learning_rate * step.weight_decay, w, g, buffers);
  }

 private:
  AdamRule rule_;
};

}  // namespace

OptimizerPtr make_adamw(const Options& options) {
  return std::make_unique<AdamW>(options);
}

}  // namespace aimodel
