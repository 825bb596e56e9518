#pragma once

#include "layers/layer.h"
#include "losses/loss.h"
#include "spec/group_info.h"

namespace aimodel {

// One output inside a network: its own layers, a last dense layer that gives z [n, width], and the
// loss.
struct Head {
  Head(const OutputInfo& info, const Shape& input);

  LayerPtr layers;
  LayerPtr last;
  std::unique_ptr<Loss> loss;
  double weight;
};

}  // namespace aimodel
