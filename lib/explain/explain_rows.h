#pragma once

#include <functional>
#include <string>
#include <vector>

#include "explain/method.h"
#include "explain/row_report.h"
#include "model/stored_rows.h"

namespace aimodel {

// What rows of a file are explained with.
struct ExplainTask {
  const Model& model;
  const Method& method;
  const StoredRows& rows;
  std::string split;  // that the rows were chosen from, see RowChoice
  Target target;
  Random random;
  int threads = 1;
};

struct StoredExplanation {
  Explanation explanation{};
  PreprocessingNotes notes{};  // what is unlike training
};

// All chosen rows together.
StoredExplanation explain_together(const ExplainTask& task, const std::vector<uint32_t>& chosen,
                                   bool with_targets);

// Explains rows piece by piece and hands on each row with what is shown of it; memory does not grow
// with the rows. Returns what there is to be said of all of them, without the rows.
using ShowRow = std::function<void(const Explanation& piece, size_t index, const ShownRow& shown)>;
StoredExplanation explain_row_by_row(const ExplainTask& task, const std::vector<uint32_t>& chosen,
                                     const RowFormat& format, const ShowRow& show);

}  // namespace aimodel
