#include "optimizers/adam_rule.h"

namespace aimodel {

namespace {

// Adam with an L2 penalty in the gradient, as torch.optim.Adam: see adam_rule.h.
class Adam final : public Optimizer {
 public:
  explicit Adam(const Options& options) : Optimizer(options), rule_(options) {}

  int buffers() const override { return 2; }

  void update(const Step& step, std::span<real> w, std::span<const real> g,
              std::span<real* const> buffers) const override {
    rule_.update(step, step.weight_decay, 1, w, g, buffers);
  }

 private:
  AdamRule rule_;
};

}  // namespace

OptimizerPtr make_adam(const Options& options) {
  return std::make_unique<Adam>(options);
}

}  // namespace aimodel
