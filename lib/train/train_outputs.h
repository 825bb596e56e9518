#pragma once

#include <memory>

#include "base/output_place.h"
#include "model/model.h"
#include "train/training_files.h"

namespace aimodel {

// What a training is to write.
struct OutputRequest {
  std::string model, log;  // paths, "-" for standard output, "" for none
  bool force = false;      // existing files give way
  bool resume = false;     // a training that was stopped is gone on with
  int64_t keep_checkpoints = 0;
  bool prints_document = false;  // on standard output
};

// Where a training writes, decided before it begins.
struct TrainOutputs {
  OutputPlan plan;
  OutputPlace model;  // empty for a run that writes none
  OutputPlace log;    // likewise
  // Of a training that is resumed: the model of a training that has ended, which may be this one.
  std::unique_ptr<Model> ended{};
};

// Throws Error (usage) where what is written would take the place of what is read, or where two
// things are written to one place; Error (run) where one cannot be written, or is there unasked. A
// model that a stopped training has left is replaced by the one that resumes it; a checkpoint is not
// thrown away unasked. `spec` is the spec's file.
TrainOutputs decide_outputs(const OutputRequest& request, const std::string& spec,
                            const TrainingFiles& files);

}  // namespace aimodel
