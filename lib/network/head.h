#pragma once

#include "layers/build.h"
#include "losses/loss.h"
#include "network/group_info.h"

namespace aimodel {

// One output inside a network: its own layers, what they give as one row of numbers, a last dense
// layer that gives z [n, width], and the loss.
struct Head {
  Head(const OutputInfo& info, const TensorType& input, Build& build);

  LayerPtr layers;
  LayerPtr flatten;  // null where that is one already
  LayerPtr last;
  std::unique_ptr<Loss> loss;
  double weight;
};

}  // namespace aimodel
