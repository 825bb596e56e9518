#pragma once

#include "layers/layer.h"

namespace aimodel {

// The layer that whitens a group's numbers, as the spec of the group asks for: no list of layers
// can name it, since what it does is learnt before training (rows/whitening.h). Its parameters are
// the mean and the matrix, and no training changes them.
LayerPtr make_whitening(const TensorType& input);

}  // namespace aimodel
