#pragma once

#include <memory>

#include "base/output_place.h"
#include "model/model.h"
#include "train_command.h"

namespace aimodel {

// Where a training writes, decided before it begins.
struct TrainOutputs {
  OutputPlan plan;
  OutputPlace model;  // empty for a run that writes none
  OutputPlace log;    // likewise
  // With --resume: the model of a training that has ended, which may be this one.
  std::unique_ptr<Model> ended{};
};

// Throws Error (usage) where what is written would take the place of what is read, or where two
// things are written to one place; Error (run) where one cannot be written, or is there unasked. A
// model that a stopped training has left is replaced by the one that resumes it; a checkpoint is not
// thrown away unasked. `data` is the file with the training rows.
TrainOutputs decide_outputs(const TrainCommand& command, const Spec& spec, const std::string& data);

}  // namespace aimodel
