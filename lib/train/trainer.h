#pragma once

#include <optional>
#include <vector>

#include "train/checkpoint.h"
#include "train/training_callback.h"

namespace aimodel {

enum class StopReason { finished, early_stopping, time_limit, signal };

struct TrainOptions {
  int threads = 1;
  double max_seconds = 0;  // 0: no limit
  TrainingCallback* callback = nullptr;
  CheckpointPlan checkpoints{};
  bool resume = false;  // from checkpoints.path, where there is one
  // The parameters are those of a trained model: as epoch 0 they are measured on the validation
  // rows, and kept where no epoch is better.
  bool trained_before = false;
};

struct TrainResult {
  StopReason reason = StopReason::finished;
  bool ended() const {  // rather than stopped before its end
    return reason == StopReason::finished || reason == StopReason::early_stopping;
  }
  std::optional<EpochInfo> start;  // epoch 0, of a model that was trained before
  std::vector<EpochInfo> history;
  int64_t best_epoch = 0;  // whose weights the model has; 0 for those that it came with
  std::string checkpoint;  // written when it was stopped before its end
  // Where it stands, for write_ending().
  TrainingState state{};
  std::vector<Parameters> moments{};
  std::vector<real> last{};  // parameters, where the model has the best ones instead
};

// Trains a model's parameters, which have their first values, as its spec says. Leaves in the model
// the weights of the best epoch where there are validation rows, else the last ones. Stops after
// the step in which a stop signal came or the time ran out, with a checkpoint. Throws Error
// (numeric) where the loss is no longer finite, Error (model) where it cannot resume.
TrainResult train(Model& model, const Dataset& training, const Dataset& validation,
                  const TrainOptions& options);

// Writes a checkpoint of a training that has ended or was stopped, for when what comes after it
// fails. Returns why it could not be written, or "".
std::string write_ending(Model& model, TrainResult& result, const CheckpointPlan& plan);

}  // namespace aimodel
