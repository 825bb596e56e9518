#include <algorithm>
#include <cmath>

#include "losses/number_loss.h"

namespace aimodel {

namespace {

// Above this z the exponential goes on as its tangent: no count comes near exp(40) = 2.4e17, and
// neither the loss nor the gradient overflows on the way back from a wild step.
constexpr double kHighest = 40;

// Counts: the network gives the logarithm of the expected count.
//   forward   loss_i = mean_k (exp(z_ik) - y_ik z_ik)        z, y [n, k]
//             (log y!, which does not depend on z, is left out)
//   backward  dz_ik = (exp(z_ik) - y_ik) / k
//   predict   exp(z)
//   source    torch.nn.PoissonNLLLoss (log_input, not full)
//   limits    y >= 0; above z = 40 the loss has exp(40) (1 + z - 40) for exp(z), and predictions
//             stay at exp(40)
struct Poisson {
  PointLoss operator()(double z, double y) const {
    const double rate = std::exp(std::min(z, kHighest));
    return {rate * (1 + std::max(z - kHighest, 0.0)) - y * z, rate - y};
  }
};

class PoissonLoss final : public NumberLoss<Poisson> {
 public:
  PoissonLoss() : NumberLoss(Poisson{}) {}

  const char* refuses(double target) const override {
    return target < 0 ? "the poisson loss needs counts, not below 0" : nullptr;
  }

  void predict(Tensor z) const override {
    for (real& value : z.values()) {
      value = std::exp(std::min(value, static_cast<real>(kHighest)));
    }
  }
};

}  // namespace

LossPtr make_poisson(const Options&, const LossContext&) {
  return std::make_unique<PoissonLoss>();
}

}  // namespace aimodel
