#include <cmath>

#include "losses/number_loss.h"

namespace aimodel {

namespace {

// Absolute error: its minimum is the median.
//   forward   loss_i = mean_k |z_ik - y_ik|            z, y [n, k]
//   backward  dz_ik = sign(z_ik - y_ik) / k
//   limits    the slope at z = y is taken as 0
struct Absolute {
  PointLoss operator()(double z, double y) const {
    return {std::abs(z - y), z > y ? 1.0 : z < y ? -1.0 : 0.0};
  }
};

}  // namespace

LossPtr make_absolute_error(const Options&, const LossContext&) {
  return std::make_unique<NumberLoss<Absolute>>(Absolute{});
}

}  // namespace aimodel
