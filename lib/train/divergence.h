#pragma once

#include "model/model.h"

namespace aimodel {

// Looks for where the first number that is not finite came from, after a step whose loss was not:
// the data, a parameter, or what a layer gave. Returns an Error (numeric) that names it.
Error explain_divergence(const Model& model, const Batch& batch, int64_t epoch, int64_t step,
                         double loss);

}  // namespace aimodel
