#pragma once

#include <string>

#include "model/model.h"
#include "report/table.h"
#include "train/prepare_rows.h"
#include "train/trainer.h"

namespace aimodel {

// The model's measures on each part of the rows: as JSON, and as a table. Of large parts a sample
// is measured, see EvaluationSample.
struct PartMeasures {
  Json metrics = Json::object();
  Json trivial = Json::object();  // what the answer that looks at no input would have
  Json thresholds;   // of outputs of two classes, chosen on the validation rows: of each metric the
                     // best one, or why there is none
  Table table;       // its first row is the trivial answer, on the last part
  std::string last;  // that part
  std::string not_better;  // measures of it in which the model does not beat the trivial answer
  std::string sampled;     // the parts of which not all rows were measured, as in "train, test"
};
PartMeasures measure_parts(const Model& model, const TrainRows& rows);

// The measures of a training's record, as they were printed at its end.
Table recorded_measures(const Json& record);

// What the record says of the rows: how many, and the hashes of what they came from.
Json data_record(const TrainRows& rows);

// What the model file keeps of its training: nothing that may differ between two runs of the same
// spec, data, seed.
Json training_record(const Spec& spec, const TrainRows& rows, const TrainResult& result,
                     const PartMeasures& measures);

}  // namespace aimodel
