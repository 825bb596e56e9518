#include "optimizers/adam_rule.h"

#include <cmath>

#include "tensor/vectorised.h"

namespace aimodel {

AdamRule::AdamRule(const Options& options)
    : beta_1_(options.number("beta_1")),
      beta_2_(options.number("beta_2")),
      epsilon_(options.number("epsilon")) {}

void AdamRule::update(const Optimizer::Step& step, double penalty, double kept_weight,
                      std::span<real> values, std::span<const real> gradients,
                      std::span<real* const> buffers) const {
  const auto count = static_cast<int64_t>(values.size());
  const auto steps = static_cast<double>(step.number);
  const auto rate = static_cast<real>(step.learning_rate / (1 - std::pow(beta_1_, steps)));
  const auto spread = static_cast<real>(1 / std::sqrt(1 - std::pow(beta_2_, steps)));
  const auto l2 = static_cast<real>(penalty);
  const auto keep = static_cast<real>(kept_weight);
  const auto old_mean = static_cast<real>(beta_1_);
  const auto new_mean = static_cast<real>(1 - beta_1_);
  const auto old_square = static_cast<real>(beta_2_);
  const auto new_square = static_cast<real>(1 - beta_2_);
  const auto epsilon = static_cast<real>(epsilon_);
  real* const w = values.data();
  const real* const g = gradients.data();
  real* const m = buffers[0];
  real* const v = buffers[1];
  vectorised([&] {
#pragma omp simd
    for (int64_t i = 0; i < count; ++i) {
      const real gradient = g[i] + l2 * w[i];
      m[i] = old_mean * m[i] + new_mean * gradient;
      v[i] = old_square * v[i] + new_square * gradient * gradient;
      w[i] = keep * w[i] - rate * m[i] / (std::sqrt(v[i]) * spread + epsilon);
    }
  })();
}

}  // namespace aimodel
