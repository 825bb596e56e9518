#include <algorithm>
#include <cmath>

#include "losses/number_loss.h"

namespace aimodel {

namespace {

// Squared for small errors, linear for large ones, so that a few wild targets do not rule.
//   forward   loss_i = mean_k h(z_ik - y_ik)           z, y [n, k]
//             h(e) = e^2 / 2 for |e| <= delta, else delta (|e| - delta / 2)
//   backward  dz_ik = clamp(z_ik - y_ik, -delta, delta) / k
//   source    Huber 1964; torch.nn.HuberLoss
struct Huber {
  double delta;
  PointLoss operator()(double z, double y) const {
    const double size = std::abs(z - y);
    const double loss = size <= delta ? size * size / 2 : delta * (size - delta / 2);
    return {loss, std::clamp(z - y, -delta, delta)};
  }
};

}  // namespace

LossPtr make_huber(const Options& options, const LossContext&) {
  return std::make_unique<NumberLoss<Huber>>(Huber{options.number("delta")});
}

}  // namespace aimodel
