#include "losses/number_loss.h"

namespace aimodel {

namespace {

// Pinball loss: a share q of the targets lies below its minimum.
//   forward   loss_i = mean_k max(q e, (q - 1) e),  e = y_ik - z_ik          z, y [n, k]
//   backward  dz_ik = -q / k where e > 0, (1 - q) / k where e < 0
//   source    Koenker, Bassett 1978, "Regression quantiles"
//   limits    the slope at z = y is taken as 0
struct Pinball {
  double quantile;
  PointLoss operator()(double z, double y) const {
    const double error = y - z;
    if (error > 0) return {quantile * error, -quantile};
    if (error < 0) return {(quantile - 1) * error, 1 - quantile};
    return {error, 0};  // 0, or not a number
  }
};

}  // namespace

LossPtr make_quantile(const Options& options, const LossContext&) {
  return std::make_unique<NumberLoss<Pinball>>(Pinball{options.number("quantile")});
}

}  // namespace aimodel
