#pragma once

#include <span>

#include "optimizers/optimizer.h"
#include "spec/options.h"

namespace aimodel {

// Limits to the gradient that the spec's training section sets.
//   clip_value  g_i = min(max(g_i, -v), v)
//   clip_norm   g = g * c / |g| where |g| > c        Pascanu et al. 2013, arXiv:1211.5063
class GradientClipping {
 public:
  explicit GradientClipping(const Options& training);
  void apply(std::span<real> gradient) const;

 private:
  double norm_ = 0;  // 0: no limit
  double value_ = 0;
};

}  // namespace aimodel
