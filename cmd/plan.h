#pragma once

#include <string>

#include "data/dataset.h"
#include "model/model.h"
#include "report/table.h"

namespace aimodel {

// What a training would take, measured on a copy before it is begun (`train --dry-run`).
struct Plan {
  Table layers;  // path, type, output, parameters, multiply-adds
  Json summary;  // rows, parameters, memory and time
};

Plan make_plan(const Model& model, const Dataset& training, int64_t validation_rows,
               int64_t test_rows, int threads);
std::string render_plan(const Plan& plan, Format format);

}  // namespace aimodel
