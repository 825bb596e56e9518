#include <algorithm>
#include <cmath>
#include <limits>

#include "losses/number_loss.h"

namespace aimodel {

namespace {

// Above this z the exponential goes on as its tangent: no count comes near exp(40) = 2.4e17, and
// neither the loss nor the gradient overflows on the way back from a wild step.
constexpr double kHighest = 40;
constexpr double kMost = 2.3538526683701998e17;  // its exponential

// Counts: the network gives the logarithm of the expected count.
//   forward   loss_i = mean_k (exp(z_ik) - y_ik z_ik)        z, y [n, k]
//             (log y!, which does not depend on z, is left out)
//   backward  dz_ik = (exp(z_ik) - y_ik) / k
//   predict   exp(z)
//   source    torch.nn.PoissonNLLLoss (log_input, not full)
//   limits    y >= 0: what is below has no loss (NaN); above z = 40 the loss has exp(40) (1 + z - 40) for exp(z), and predictions
//             stay at exp(40)
struct Poisson {
  PointLoss operator()(double z, double y) const {
    const double rate = std::exp(std::min(z, kHighest));
    if (y < 0) return {std::numeric_limits<double>::quiet_NaN(), rate - y};
    return {rate * (1 + std::max(z - kHighest, 0.0)) - y * z, rate - y};
  }
};

class PoissonLoss final : public NumberLoss<Poisson> {
 public:
  PoissonLoss() : NumberLoss(Poisson{}) {}

  const char* refuses(double target) const override {
    if (target < 0) return "the poisson loss needs counts, not below 0";
    return target > kMost ? "the poisson loss takes no counts above exp(40)" : nullptr;
  }

  void predict(Tensor z) const override {
    for (real& value : z.values()) {
      value = std::exp(std::min(value, static_cast<real>(kHighest)));
    }
  }

  void undo(Tensor z) const override {
    for (real& value : z.values()) {
      value = std::log(std::max(value, std::numeric_limits<real>::min()));
    }
  }
};

}  // namespace

LossPtr make_poisson(const Options&, const LossContext&) {
  return std::make_unique<PoissonLoss>();
}

}  // namespace aimodel
