#include "losses/loss.h"

#include "losses/loss_sum.h"

namespace aimodel {

double Loss::total_weight(Tensor target, const real* weight) const {
  if (weight == nullptr) return static_cast<double>(target.rows());
  return sum_over_rows(target.rows(), 1, kElementCost,
                       [&](int64_t first, int64_t last) {
                         LossSum sum;
                         for (int64_t i = first; i < last; ++i) sum.weight += weight[i];
                         return sum;
                       })
      .weight;
}

LossPtr make_loss(const Options& options, const LossContext& context) {
  return make_named_loss(options.type(), options, context);
}

}  // namespace aimodel
