#pragma once

#include <string>
#include <vector>

#include "csv/csv.h"
#include "rows/column_plan.h"
#include "spec/spec.h"

namespace aimodel {

// What rows are read for: for predictions the inputs alone; to evaluate them targets and weights
// too; to train, or to make training's split again, what the split looks at besides.
enum class ReadFor { prediction, evaluation, training };

// How a file is read for a spec.
struct ReadingPlan {
  std::vector<CsvColumn> columns;  // what CsvReader::select() gets
  std::vector<CsvColumn> kept;     // of these: what a split looks at in all rows at once
};

// `names` are the columns of the spec's groups, as plan_columns() finds them in a header, or as a
// preprocessing was fitted to them; `verbatim` are further columns, which are passed on as they
// stand. Throws Error (spec) where groups differ in how they read one column.
ReadingPlan plan_reading(const Spec& spec, const ColumnPlan& names, ReadFor purpose,
                         const std::vector<std::string>& verbatim = {});

}  // namespace aimodel
