#pragma once

#include "optimizers/optimizer.h"

namespace aimodel {

// What adam and adamw share; they differ in where the weight decay goes.
//   w  = kept_weight * w,   g' = g + penalty * w (the old w)
//   m  = beta_1 * m + (1 - beta_1) * g'          the gradient's running mean
//   v  = beta_2 * v + (1 - beta_2) * g'^2        and mean square
//   w -= rate * m' / (sqrt(v') + epsilon),       m' = m / (1 - beta_1^t),   v' = v / (1 - beta_2^t)
//   source  Kingma, Ba 2015, arXiv:1412.6980, algorithm 1, with epsilon as there, outside the root
class AdamRule {
 public:
  explicit AdamRule(const Options& options);

  void update(const Optimizer::Step& step, double penalty, double kept_weight,
              std::span<real> values, std::span<const real> gradients,
              std::span<real* const> buffers) const;

 private:
  double beta_1_;
  double beta_2_;
  double epsilon_;
};

}  // namespace aimodel
