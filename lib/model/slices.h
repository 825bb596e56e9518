#pragma once

#include <string>
#include <vector>

#include "model/evaluate.h"
#include "model/stored_rows.h"

namespace aimodel {

// What is reported of one set of rows.
struct Slice {
  std::string name;  // the column's value, "(empty)" for none; "" for all rows
  Evaluation evaluation;
  std::vector<Interval> intervals;  // per measure; of the loss none is known
  int64_t rows = 0;
};

struct SliceOptions {
  std::string by;         // a column, each of whose values is measured on its own, or ""
  int64_t bootstrap = 0;  // resamples for the intervals; 0 for none
  int64_t seed = 1;       // of these
  Thresholds thresholds{};
};

struct SlicedEvaluation {
  std::vector<Slice> slices;   // all rows first
  PreprocessingNotes notes{};  // what is unlike training
};

// Measures the chosen rows, and each value of a column of them: the file is gone through once for
// all, or twice where a metric ranks the rows of many classes.
SlicedEvaluation measure_slices(const Model& model, const StoredRows& rows,
                                const std::vector<uint32_t>& chosen,
                                const std::vector<Measure>& measures, const SliceOptions& options);

}  // namespace aimodel
