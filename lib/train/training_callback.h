#pragma once

#include <string>
#include <vector>

#include "model/evaluate.h"

namespace aimodel {

// What is told after each step, for a progress bar.
struct StepInfo {
  int64_t epoch;  // 1 for the first
  int64_t epochs;
  int64_t step;   // of the epoch, 1 for the first
  int64_t steps;  // of an epoch
  int64_t rows;   // done in this epoch
  double loss;    // mean of this epoch so far
  double learning_rate;
};

// What is told after each epoch, and kept as the history.
struct EpochInfo {
  int64_t epoch = 0;
  double loss = 0;                  // mean over the epoch's batches, in training mode
  std::vector<Measure> validation;  // empty without validation rows
  double learning_rate = 0;         // of the last step
  bool best = false;                // its weights are the best so far
};

class TrainingCallback {
 public:
  virtual ~TrainingCallback() = default;
  virtual void on_step_end(const StepInfo& info) = 0;
  virtual void on_epoch_end(const EpochInfo& info) = 0;
  // A training goes on from a checkpoint: with so many steps done in this epoch.
  virtual void on_resume(const std::vector<EpochInfo>& history, int64_t epoch, int64_t step) {
    static_cast<void>(history), static_cast<void>(epoch), static_cast<void>(step);
  }
  // Somebody asked where training stands (USR1).
  virtual void on_status(const StepInfo& info) { static_cast<void>(info); }
  // A checkpoint could not be written; training goes on.
  virtual void on_warning(const std::string& text) { static_cast<void>(text); }
};

}  // namespace aimodel
