#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "columns/column.h"
#include "columns/training_summary.h"
#include "network/group_info.h"
#include "outputs/output.h"
#include "rows/column_plan.h"
#include "rows/dataset.h"
#include "rows/preprocessing_notes.h"
#include "rows/row_source.h"
#include "rows/whitening.h"
#include "spec/spec.h"

namespace aimodel {

// What was learnt from the training rows to turn CSV cells into tensors.
class Preprocessing {
 public:
  static Preprocessing fit(const Spec& spec, const RowSource& training);
  static Preprocessing fit(const Spec& spec, const Frame& frame, std::span<const uint32_t> rows);
  static Preprocessing restore(const Spec& spec, const Json& state);  // Error (model)
  Json state() const;  // without whitenings, which stand among a model's parameters
  // From now on rows have the weights that this spec names.
  void take_weights(const Spec& spec);

  const std::vector<InputInfo>& inputs() const { return inputs_; }
  const Outputs& outputs() const { return outputs_; }
  std::vector<OutputInfo> heads() const;  // what the network is told of them
  const std::vector<std::vector<std::unique_ptr<Column>>>& columns() const { return columns_; }
  const TrainingSummary& summary() const { return summary_; }

  ColumnPlan column_plan() const;  // the columns that it was fitted to
  // What whitenings learnt, one for each input group, from the time of learning until it is moved
  // into the parameters; and its state in between.
  std::vector<Whitening>& whitenings() { return whitenings_; }
  Json whitening_state() const;
  void restore_whitenings(const Spec& spec, const Json& state);  // Error (model)

  // With targets a class that training did not see is an Error (data) with file, line, column and
  // value. What is unlike training in the inputs is added to `notes`.
  Dataset encode(const Frame& frame, std::span<const uint32_t> rows, bool with_targets,
                 PreprocessingNotes* notes = nullptr) const;
  Dataset encode(const Frame& frame, bool with_targets,
                 PreprocessingNotes* notes = nullptr) const;  // all rows

  // See Dataset::expanding.
  std::vector<const Column*> expanding() const;
  // What encoded rows with targets hold.
  RowLayout layout() const;

 private:
  std::vector<InputInfo> inputs_;
  std::vector<std::vector<std::unique_ptr<Column>>> columns_;  // [input][column]
  Outputs outputs_;
  std::vector<Whitening> whitenings_;  // [input]; without numbers where there is none
  std::string weight_column_;
  TrainingSummary summary_;  // of the columns of inputs and outputs
};

}  // namespace aimodel
