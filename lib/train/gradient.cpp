#include "train/gradient.h"

#include <algorithm>
#include <cmath>

#include "tensor/elementwise.h"

namespace aimodel {

GradientClipping::GradientClipping(const Options& training) {
  if (training.has("clip_norm")) norm_ = training.number("clip_norm");
  if (training.has("clip_value")) value_ = training.number("clip_value");
}

void GradientClipping::apply(std::span<real> gradient) const {
  const Tensor all{gradient.data(), {static_cast<int64_t>(gradient.size())}};
  if (value_ > 0) {
    const auto limit = static_cast<real>(value_);
    for (real& g : gradient) g = std::clamp(g, -limit, limit);
  }
  if (norm_ > 0) {
    const double norm = std::sqrt(sum_of_squares(gradient));
    if (norm > norm_) scale(all, static_cast<real>(norm_ / norm));
  }
}

}  // namespace aimodel
