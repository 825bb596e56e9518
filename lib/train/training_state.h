#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/model.h"
#include "train/early_stopping.h"
#include "train/training_callback.h"
#include "train/training_step.h"

namespace aimodel {

// Where a training stands between two steps: with the parameters, the moments and the best weights
// so far, all that it takes to go on to the same bytes.
struct TrainingState {
  int64_t epoch = 1;                                       // in progress, 1 for the first
  int64_t step = 0;                                        // of that epoch, done
  double loss_sum = 0, weight_sum = 0, learning_rate = 0;  // of the epoch's steps so far
  TrainingStep::Counts counts;
  int64_t best_epoch = 0;
  EarlyStopping::State stopping;
  std::optional<EpochInfo> start;  // epoch 0, where there is one
  std::vector<EpochInfo> history;
};

// As it stands in a checkpoint, see checkpoint.cpp.
Json to_json(const TrainingState& state, const Model& model);
// `measures` are those that the run reports, in order. Throws Error (model), with the file's path,
// for a text that cannot be one of this model's training.
TrainingState training_state_from(const Json& text, const std::string& path, const Model& model,
                                  const std::vector<Measure>& measures);

}  // namespace aimodel
