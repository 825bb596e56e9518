#pragma once

#include "losses/loss.h"
#include "losses/loss_sum.h"

namespace aimodel {

// The loss of one number and its derivative by z.
struct PointLoss {
  double loss;
  double dz;
};

// A loss of numbers that sees them one by one: loss_i = factor * sum_k rule(z_ik, y_ik).
//   Rule   PointLoss operator()(double z, double y) const;
// The mean over the targets of a row has factor 1 / k, as in torch; `mean` false leaves the sum.
template <typename Rule>
class NumberLoss : public Loss {
 public:
  explicit NumberLoss(const Rule& rule, bool mean = true) : rule_(rule), mean_(mean) {}

  double compute(Tensor z, Tensor target, const real* weight, double scale, Tensor dz,
                 double* total_weight) const override {
    const int64_t width = z.row_size();
    const double factor = mean_ ? 1.0 / static_cast<double>(width) : 1.0;
    constexpr double kCost = 4 * kElementCost;
    const LossSum sum = sum_over_rows(z.rows(), width, kCost, [&](int64_t first, int64_t last) {
      LossSum partial;
      for (int64_t i = first; i < last; ++i) {
        const double row_weight = weight == nullptr ? 1.0 : weight[i];
        double row_loss = 0;
        for (int64_t j = i * width; j < (i + 1) * width; ++j) {
          const PointLoss point = rule_(z[j], target[j]);
          row_loss += point.loss;
          if (dz.data != nullptr) dz[j] = static_cast<real>(scale * row_weight * factor * point.dz);
        }
        partial.loss += row_weight * factor * row_loss;
        partial.weight += row_weight;
      }
      return partial;
    });
    *total_weight += sum.weight;
    return sum.loss;
  }

 private:
  Rule rule_;
  bool mean_;
};

}  // namespace aimodel
