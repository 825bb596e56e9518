#pragma once

#include <string>

#include "model/gate.h"
#include "model/slices.h"
#include "report/report.h"

namespace aimodel {

// What was evaluated, as the user named it.
struct EvaluationSource {
  std::string model, data;
  std::string file;  // the data's, for a heading: the path, or "<stdin>"
};

// An evaluation as a document ("aimodel.eval.v1"), and as tables: the measures of each slice, then
// of all rows those of each class and what was taken for what.
Report evaluation_report(const Model& model, const EvaluationSource& source,
                         const SliceOptions& options, const SlicedEvaluation& evaluation,
                         const GateResults& gates);

}  // namespace aimodel
