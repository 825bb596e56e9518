#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "command.h"
#include "resume.h"

namespace aimodel {

// What the command line of `train` says.
struct TrainCommand {
  std::string spec, data, output, validation, test, initial, log;
  std::string progress = "auto", color = "auto", max_time;
  std::string cache;         // directory, or ""
  std::string memory_limit;  // "2G", or ""
  bool force = false, dry_run = false, print_spec = false;
  int64_t seed = -1, threads = 1;
  std::vector<Override> overrides;
  DataOptions data_options;
  OutputOptions format;
  CheckpointOptions checkpoints;
  Verbosity verbosity;
};

}  // namespace aimodel
