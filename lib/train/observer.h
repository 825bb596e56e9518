#pragma once

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

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void step(const StepInfo& info) = 0;
  virtual void epoch(const EpochInfo& info) = 0;
};

}  // namespace aimodel
