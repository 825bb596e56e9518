#pragma once

#include <string>

#include "model/model.h"
#include "report/table.h"
#include "train/trainer.h"
#include "train_rows.h"

namespace aimodel {

// The model's measures on each part of the rows: as JSON, and as a table. Of large parts a sample
// is measured, see MeasuredRows.
struct PartMeasures {
  Json metrics = Json::object();
  Table table;
  std::string sampled;  // the parts of which not all rows were measured, as in "train, test"
};
PartMeasures measure_parts(const Model& model, const TrainRows& rows);

// What the model file keeps of its training: nothing that may differ between two runs of the same
// spec, data, seed.
Json training_record(const TrainRows& rows, const TrainResult& result, const Json& metrics);

}  // namespace aimodel
