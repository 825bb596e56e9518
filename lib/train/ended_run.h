#pragma once

#include <string>

#include "base/output_place.h"
#include "train/prepare_rows.h"
#include "train/trainer.h"

namespace aimodel {

// A training whose end failed: it is kept in a checkpoint in its own place, else where temporary
// files are. Returns what is to be said of that, one line.
std::string keep_training(Model& model, TrainResult& result, CheckpointPlan plan,
                          const OutputPlace& output);

// Whether a model that a training left is what the one that is about to begin would end with: of the
// same spec, rows, first weights ("init", if any) and version. Throws Error (model) with all that
// differs, unless `may_replace`.
bool is_same_run(const Model& left, const std::string& path, const Model& model,
                 const TrainRows& rows, const Json& run, bool may_replace);

}  // namespace aimodel
