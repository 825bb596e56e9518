#include "losses/number_loss.h"

namespace aimodel {

namespace {

// Squared error.
//   forward   loss_i = mean_k (z_ik - y_ik)^2          z, y [n, k]
//   backward  dz_ik = 2 (z_ik - y_ik) / k
struct Squared {
  PointLoss operator()(double z, double y) const { return {(z - y) * (z - y), 2 * (z - y)}; }
};

}  // namespace

LossPtr make_squared_error(const Options&, const LossContext&) {
  return std::make_unique<NumberLoss<Squared>>(Squared{});
}

}  // namespace aimodel
