#pragma once

#include <string>

#include "base/json.h"
#include "model/model.h"
#include "rows/encoding.h"
#include "train/memory_plan.h"
#include "train_command.h"

namespace aimodel {

class OutputPlan;

// The file of a part ("validation", "test") that has one of its own, from the command line or else
// from the spec; "" where it has none.
std::string part_file(const TrainCommand& command, const Spec& spec, const char* part);

// The rows of a training, and what was learnt of them.
struct TrainRows {
  Encoding encoding;
  Dataset train, validation, test;
  Json record;      // how many rows, and the hashes of what they came from
  MemoryPlan plan;  // of a training with them
};

// Reads and encodes the rows of `path`, and of the parts that have files of their own. They are
// held in memory while they fit in it; else, and with --cache, they stand in a file. `base` is the
// model whose encoding is taken, or null; `outputs` decides about the cache. Throws Error (limit) where --memory-limit does not allow
// the network.
TrainRows prepare_rows(const TrainCommand& command, const Spec& spec, const std::string& path,
                       Model* base, OutputPlan& outputs);

}  // namespace aimodel
