#pragma once

#include <memory>
#include <string>

#include "base/messages.h"
#include "train/prepare_rows.h"

namespace aimodel {

// The model of a training before its first step, whose preprocessing it takes out of `rows`: its weights
// are random, or where there is a base, whose file is `initial`, those of that one that fit. Throws
// Error (spec) for a network that the rows do not fit, Error (usage) where nothing of the base fits.
std::unique_ptr<Model> start_model(Spec spec, TrainRows& rows, const Model* base,
                                   const std::string& initial, const Messages& messages = {});

}  // namespace aimodel
