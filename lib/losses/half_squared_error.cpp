#include "losses/number_loss.h"

namespace aimodel {

namespace {

// Half the squared error, as textbooks write it: L = 1 / (2 N) sum_i sum_k (z_ik - y_ik)^2.
//   forward   loss_i = 1/2 sum_k (z_ik - y_ik)^2       z, y [n, k]
//   backward  dz_ik = z_ik - y_ik
struct HalfSquared {
  PointLoss operator()(double z, double y) const { return {(z - y) * (z - y) / 2, z - y}; }
};

}  // namespace

LossPtr make_half_squared_error(const Options&, const LossContext&) {
  return std::make_unique<NumberLoss<HalfSquared>>(HalfSquared{}, false);
}

}  // namespace aimodel
