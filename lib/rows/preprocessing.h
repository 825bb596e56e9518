#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "columns/column.h"
#include "columns/training_summary.h"
#include "csv/csv.h"
#include "outputs/output.h"
#include "rows/dataset.h"
#include "rows/preprocessing_notes.h"
#include "rows/row_source.h"
#include "rows/whitening.h"
#include "spec/group_info.h"
#include "spec/spec.h"

namespace aimodel {

// What was learnt from the training rows to turn CSV cells into tensors.
class Preprocessing {
 public:
  // Which columns of a file with this header the spec names, for the reader; globs are resolved
  // here, and leave out columns that the file gives no name.
  static std::vector<WantedColumn> wanted(const Spec& spec, const std::vector<std::string>& header,
                                          const std::string& file, bool with_targets,
                                          const std::set<std::string>& unnamed = {});

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

  // What whitenings learnt, one for each input group, from the time of learning until it is moved
  // into the parameters; and its state in between.
  std::vector<Whitening>& whitenings() { return whitenings_; }
  Json whitening_state() const;
  void restore_whitenings(const Spec& spec, const Json& state);  // Error (model)

  // Columns that predict needs; with targets those that eval needs.
  std::vector<WantedColumn> wanted(bool with_targets) const;

  // With targets a class that training did not see is an Error (data) with file, line, column and
  // value. What is unlike training in the inputs is added to `notes`.
  Dataset encode(const Frame& frame, std::span<const uint32_t> rows, bool with_targets,
                 PreprocessingNotes* notes = nullptr) const;
  Dataset encode(const Frame& frame, bool with_targets,
                 PreprocessingNotes* notes = nullptr) const;  // all rows

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
