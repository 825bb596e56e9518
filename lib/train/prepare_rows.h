#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/json.h"
#include "base/messages.h"
#include "csv/data_options.h"
#include "model/model.h"
#include "train/memory_plan.h"
#include "train/training_files.h"

namespace aimodel {

class OutputPlan;

// What preparing the rows of a training asks beside its spec.
struct PrepareOptions {
  TrainingFiles files;
  DataOptions reading{};
  std::string cache{};                     // directory of the row cache, or ""
  std::optional<uint64_t> memory_limit{};  // bytes
  std::string checkpoint{};                // that is gone on from, which takes memory too; or ""
  int threads = 1;
};

// The rows of a training, and what was learnt of them.
struct TrainRows {
  Preprocessing preprocessing;
  Dataset train, validation, test;
  Json record;      // how many rows, and the hashes of what they came from
  MemoryPlan plan;  // of a training with them
};

// Reads and encodes the rows of a training. They are held in memory while they fit in it; else, and
// with a cache, they stand in a file. `base` is the model whose preprocessing is taken, or null;
// `outputs` decides about the cache. Throws Error (data), and Error (limit) where the limit does not
// allow the network.
TrainRows prepare_rows(const Spec& spec, Model* base, const PrepareOptions& options,
                       OutputPlan& outputs, const Messages& messages = {});

}  // namespace aimodel
