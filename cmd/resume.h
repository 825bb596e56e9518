#pragma once

#include <string>

#include "base/json.h"
#include "command.h"
#include "train/checkpoint.h"

namespace aimodel {

// --resume, --checkpoint-every, --keep-checkpoints
struct CheckpointOptions {
  bool resume = false;
  std::string every = "10m";
  int64_t keep = 0;
};
void add_checkpoint_options(OptionSet& options, CheckpointOptions& checkpoints);

// "90", "90s", "5m", "2h": seconds. Throws Error (usage) in the name of the option.
double parse_duration(const std::string& option, const std::string& text);

// Where the checkpoints of a training that writes `model` are.
std::string checkpoint_path(const std::string& model);

// Where and when a training that writes `model` writes checkpoints. `run` is what it
// reads. Throws Error (usage) for an interval that is none.
CheckpointPlan checkpoint_plan(const CheckpointOptions& options, const std::string& model,
                               const Json& run);

}  // namespace aimodel
