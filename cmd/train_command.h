#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "command.h"
#include "train/training_files.h"

namespace aimodel {

// What the command line of `train` says.
struct TrainCommand {
  TrainingFiles files;
  std::string spec, output, log;
  std::string progress = "auto", color = "auto", max_time;
  std::string cache;         // directory, or ""
  std::string memory_limit;  // "2G", or ""
  std::string checkpoint_every = "10m";
  bool force = false, dry_run = false, print_spec = false, resume = false;
  int64_t seed = -1, threads = 1, keep_checkpoints = 0;
  std::vector<Override> overrides;
  DataOptions data_options;
  OutputOptions format;
  Verbosity verbosity;
};

// Declares its options, group by group as --help shows them.
void declare_options(OptionSet& options, TrainCommand& command);

}  // namespace aimodel
