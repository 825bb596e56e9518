#pragma once

#include <string>
#include <vector>

#include "model/evaluate.h"
#include "stored_rows.h"

namespace aimodel {

// What is reported of one set of rows.
struct Slice {
  std::string name;  // "" for all rows
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

// Measures the chosen rows, and behind them each value of a column: the file is gone through once
// for all, or twice where a metric ranks the rows of many classes. Notes what is unlike training.
std::vector<Slice> measure_slices(const Model& model, const StoredRows& rows,
                                  const std::vector<uint32_t>& chosen,
                                  const std::vector<Measure>& measures, const SliceOptions& options,
                                  EncodingNotes& notes);

}  // namespace aimodel
