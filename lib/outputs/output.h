#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "columns/column.h"
#include "columns/column_fit.h"
#include "columns/stored_state.h"
#include "metrics/metric.h"
#include "network/group_info.h"
#include "report/table.h"
#include "tensor/tensor.h"

namespace aimodel {

// How the prediction of an output that predicts labels is written.
struct LabelFormat {
  int64_t top = 0;  // the so many most probable labels instead of all
  bool label_only = false;
  std::optional<double> threshold{};  // from which probability on the positive label is predicted
};

// What the activation of an output lets it give, in the target's own unit.
struct TargetReach {
  Range range;
  std::string text;            // "sigmoid gives 0 to 1"
  std::string hint;            // what to do about a target beyond it
  bool holds(double x) const;  // as far as scaling back and forth is exact
};

// Which of the network's raw outputs stands for a target, and whether it is turned: of two classes
// that share one logit the negative one has its negative.
struct RawTarget {
  int64_t number = 0;
  int sign = 1;
};

// An output: how its target's cells become numbers, what the network ends in, how what that gives
// becomes a prediction, and how this is written, measured and explained. What is learnt of it is
// given to it by take(), and then either by count() and end_count() or by restore(). Const functions
// may be called by several threads at once.
class Output {
 public:
  explicit Output(const Options& options) : options_(options) {}
  virtual ~Output() = default;

  const Options& options() const { return options_; }
  const std::string& name() const { return name_; }  // the columns joined by "+"
  const std::vector<std::string>& columns() const { return names_; }
  const std::vector<std::unique_ptr<Column>>& targets() const { return targets_; }

  // How the cells of a target are read, learnt and encoded.
  virtual CellKind cells() const = 0;
  virtual size_t most_columns() const { return 1; }
  virtual ColumnFitPtr begin_fit() const = 0;
  virtual std::unique_ptr<Column> restore_target(const Stored& stored) const = 0;
  void take(std::vector<std::unique_ptr<Column>> targets);

  // What an answer is that looks at no input: `weights` of the rows, or none for 1.
  virtual void count(const Frame& chunk, std::span<const uint32_t> rows,
                     std::span<const real> weights) = 0;
  virtual void end_count(const std::string& file) { static_cast<void>(file); }  // Error (data)
  virtual void store(Json& state) const = 0;
  virtual void restore(const StoredState& state) = 0;  // Error (model)

  // Whether a split can see to it that each value of the target is on both sides.
  virtual bool stratifies() const { return false; }
  // Why the width depends on the data; "" where it does not.
  virtual std::string needs_data() const { return ""; }
  // Numbers of a row that are kept beside the encoded target as they stand, for metrics; 0 where
  // the encoded target says all.
  virtual int64_t truth_width() const { return 0; }

  // The last layers and the loss. Throws Error (spec) where they do not go together.
  virtual OutputInfo head() const = 0;
  virtual int64_t width() const = 0;  // numbers a row that the network gives
  // z, which the loss has turned into predictions, as a prediction.
  //   z [n, width]   prediction [n, prediction_width]
  virtual int64_t prediction_width() const = 0;
  virtual void finish(Tensor z, double* prediction) const = 0;
  // What targets the activation of a column can give; nothing where it is no matter of that.
  virtual std::optional<TargetReach> reach(size_t column) const;
  // The answer that looks at no input: a prediction, and the z that finish() turns into it.
  virtual std::vector<double> trivial_prediction() const = 0;
  virtual std::vector<real> trivial_outputs() const = 0;

  // What it is measured by.
  virtual bool fits(const Metric& metric) const = 0;
  virtual std::vector<std::string> known_metrics() const = 0;
  virtual std::vector<std::string> usual_metrics() const = 0;
  virtual Scored no_rows() const = 0;
  // Whether a RowScore may stand for a row's prediction, where all of it is too much to be held.
  virtual bool has_row_scores() const { return false; }
  virtual bool follows_threshold() const { return false; }
  // What is told of measured rows beside the metrics: classes one by one, ...
  virtual std::vector<Table> evaluation_tables(const Scored&) const { return {}; }
  virtual Json evaluation_json(const Scored&) const;  // an object; empty: nothing is told

  // How it is written: "prediction", "probability_yes", and with the output's name, as `suffix`
  // "_x", where there are several: "prediction_x", "probability_x_yes". `order` is memory that is
  // used again.
  virtual bool predicts_labels() const { return false; }
  virtual void add_names(const std::string& suffix, const LabelFormat& format,
                         std::vector<std::string>& names) const = 0;
  virtual void add_values(const double* prediction, const LabelFormat& format,
                          std::vector<size_t>& order, std::vector<Value>& values) const = 0;
  // How far the predictions of a model's members lie apart, behind it.
  virtual void add_spread_names(const std::string& suffix,
                                std::vector<std::string>& names) const = 0;
  virtual void add_spread(const double* prediction, const double* spread,
                          std::vector<Value>& values) const = 0;
  virtual std::string labels_text() const { return ""; }  // "no, yes"
  virtual Json labels_json() const;                       // classes and class_counts

  // What explanations speak of: its targets, how one of them is called, and which one a row's
  // prediction is.
  virtual const std::vector<std::string>& target_names() const { return columns(); }
  virtual RawTarget raw_target(int64_t index) const { return {index, 1}; }
  virtual int64_t predicted_target(const double* prediction) const;
  // What the explained number of a target is; without `index` of each row's predicted one.
  virtual std::string quantity(std::optional<int64_t> index) const = 0;

 private:
  virtual void settle() {}  // once the targets are there

  Options options_;
  std::string name_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Column>> targets_;
};

using OutputPtr = std::unique_ptr<Output>;
using Outputs = std::vector<OutputPtr>;

// Nothing is learnt of it yet.
OutputPtr make_output(const Options& options);
// The generated table: calls make_NAME_output for the NAME of a file in schemas/outputs/.
OutputPtr make_named_output(const std::string& name, const Options& options);

}  // namespace aimodel
