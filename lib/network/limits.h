#pragma once

#include "spec/spec.h"

namespace aimodel {

// Throws Error (the spec's code) where a spec describes more than 10,000 layers, repetitions
// counted: a few `repeat` inside each other could ask for more than any memory holds. To be called
// before the layers are built.
void check_layer_count(const Spec& spec);

}  // namespace aimodel
