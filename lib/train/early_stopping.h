#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "train/training_callback.h"

namespace aimodel {

// Watches one number, epoch by epoch: the validation rows' where there are some, else the training
// loss. Says which epoch is the best, and when `patience` epochs have brought nothing better.
class EarlyStopping {
 public:
  // Throws Error (spec) for a metric that no output has. `with_validation`: whether there are
  // validation rows.
  EarlyStopping(const Spec& spec, const Outputs& outputs, bool with_validation);

  // What has to be measured beside what the model reports anyway; without a metric for the loss.
  const Measure& watched() const { return watched_; }

  // Takes the result of an epoch; true where it is the best so far. An undefined value is never the
  // best. Epoch 0 is what training begins with: to be beaten, but no part of the history.
  bool improves(const EpochInfo& info);
  bool exhausted() const { return patience_ > 0 && state_.waited >= patience_; }

  // What it knows of the epochs so far.
  struct State {
    double best = std::numeric_limits<double>::infinity();       // of all epochs
    double reference = std::numeric_limits<double>::infinity();  // last that counted as better
    int64_t waited = 0;
    std::vector<double> history;  // the watched numbers, turned so that lower is better: what
                                  // reduce_on_plateau looks at
  };
  const State& state() const { return state_; }
  void restore(State state) { state_ = std::move(state); }

 private:
  Measure watched_;
  bool with_validation_;
  int64_t patience_ = 0;
  double minimum_change_ = 0;
  State state_;
};

}  // namespace aimodel
