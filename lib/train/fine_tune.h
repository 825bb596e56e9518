#pragma once

#include <string>

#include "model/model.h"

namespace aimodel {

// Starting from a trained model (`train --init`): its preprocessing is kept, so that its weights go
// on meaning the same.

// Moves the preprocessing out of the base; the rows' weights are those that the spec names. Throws Error
// (usage) where the spec's inputs or outputs are not the base's.
Preprocessing take_preprocessing(Model& base, const Spec& spec, const std::string& path);

// Copies every parameter that has a counterpart of the same name and shape; says how many did.
// Throws Error (usage) where none has.
std::string take_parameters(const Model& base, Model& model, const std::string& path);

}  // namespace aimodel
