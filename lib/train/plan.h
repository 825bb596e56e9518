#pragma once

#include <string>

#include "model/model.h"
#include "report/table.h"
#include "train/prepare_rows.h"

namespace aimodel {

// What a training would take.
struct Plan {
  Table layers;
  Json summary;  // layers, rows, parameters, memory and time
};

// Trains the model for a fifth of a second, to see how long a step takes.
Plan make_plan(Model& model, const TrainRows& rows, int threads);
std::string render_plan(const Plan& plan, Format format);

}  // namespace aimodel
