#pragma once

#include <cstdint>

#include "base/random_order.h"
#include "rows/row_set.h"

namespace aimodel {

// The rows that a model is measured on while it is trained: all of a part, or of a part with many
// rows so many, drawn by the seed. So memory does not grow with the rows, and an epoch does not
// take longer for its measures than for its steps.
class EvaluationSample {
 public:
  static constexpr int64_t kMost = 65536;

  EvaluationSample(const Dataset& part, uint64_t seed);
  EvaluationSample(const EvaluationSample&) = delete;
  EvaluationSample& operator=(const EvaluationSample&) = delete;

  const RowSet& rows() const { return rows_; }
  static int64_t count(int64_t rows) { return rows < kMost ? rows : kMost; }

 private:
  RandomOrder order_;
  RowSet rows_;
};

}  // namespace aimodel
