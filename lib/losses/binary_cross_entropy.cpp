#include <algorithm>
#include <cmath>

#include "losses/class_loss.h"
#include "losses/loss_sum.h"

namespace aimodel {

namespace {

// Sigmoid and binary cross-entropy in one, with a share s of the target spread over both classes.
//   forward   t = (1 - s) y_i + s / 2                        z [n, 1]   y [n, 1], each 0 or 1
//             loss_i = max(z_i, 0) - t z_i + log(1 + exp(-|z_i|))
//   backward  dz_i = sigmoid(z_i) - t
//   source    torch.nn.BCEWithLogitsLoss; smoothing as in keras.losses.BinaryCrossentropy
class BinaryCrossEntropy final : public ClassLoss {
 public:
  BinaryCrossEntropy(const Options& options, const LossContext& context)
      : ClassLoss(options, context), smoothing_(options.number("label_smoothing")) {}

  double compute(Tensor z, Tensor target, const real* weight, double scale, Tensor dz,
                 double* total_weight) const override {
    constexpr double kCost = 16 * kElementCost;
    const LossSum sum = sum_over_rows(z.rows(), 1, kCost, [&](int64_t first, int64_t last) {
      LossSum partial;
      for (int64_t i = first; i < last; ++i) {
        const int64_t y = class_of(target[i]);
        assert(y == 0 || y == 1);
        const double w = row_weight(i, y, weight);
        const double logit = z[i];
        // On the side of the class the loss is log(1 + exp(-|z|)), free of the difference of two
        // large numbers.
        const double signed_logit = y == 1 ? logit : -logit;
        const double small = std::exp(-std::abs(logit));
        const double loss = std::max(-signed_logit, 0.0) + std::log1p(small);
        partial.loss += w * (loss + smoothing_ / 2 * signed_logit);
        partial.weight += w;
        if (dz.data == nullptr) continue;
        // sigmoid(z) - y, exact where they are near.
        const double miss = (signed_logit >= 0 ? small : 1.0) / (1 + small);
        const double slope = (y == 1 ? -1.0 : 1.0) * (miss - smoothing_ / 2);
        dz[i] = static_cast<real>(scale * w * slope);
      }
      return partial;
    });
    *total_weight += sum.weight;
    return sum.loss;
  }

 private:
  double smoothing_;
};

}  // namespace

LossPtr make_binary_cross_entropy(const Options& options, const LossContext& context) {
  return std::make_unique<BinaryCrossEntropy>(options, context);
}

}  // namespace aimodel
