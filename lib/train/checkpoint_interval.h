#pragma once

#include <cstdint>
#include <string>

#include "train/checkpoint.h"

namespace aimodel {

// "90", "90s", "5m", "2h": seconds. Throws Error (usage) in the name of the option.
double parse_duration(const std::string& option, const std::string& text);

// Where the checkpoints of a training that writes `model` are.
std::string checkpoint_path(const std::string& model);

// Where and when a training that writes `model` writes checkpoints, and how many it keeps: every
// "10m", "500steps", "1epoch" or "never". Throws Error (usage), in the name of --checkpoint-every,
// for an interval that is none.
CheckpointPlan checkpoint_plan(const std::string& model, const std::string& every, int64_t keep);

}  // namespace aimodel
