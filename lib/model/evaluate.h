#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/predictor.h"
#include "rows/row_set.h"

namespace aimodel {

// One number that measures a model. Its name is the metric's, with "OUTPUT." before it where the
// model has several outputs; "loss" is what training made small. An output of several columns of
// numbers is measured column by column, "COLUMN.METRIC", and as a whole, the mean over the columns,
// by metrics that have no unit.
struct Measure {
  std::string name;
  const Metric* metric = nullptr;  // null for the loss
  size_t output = 0;
  MetricValue value;
  std::optional<MetricValue> trivial{};  // see trivial.h; only where somebody asked for it
  std::optional<size_t> column{};        // of several of the output; without it the whole
  // What the metric says of what was predicted, of each output.
  MetricValue of(const std::vector<Scored>& scored) const;
  bool higher_is_better() const { return metric != nullptr && metric->higher_is_better; }
};

struct Evaluation {
  std::vector<Measure> measures;  // the loss first
  std::vector<Scored> scored;     // per output
  const Measure* find(const std::string& name) const;
};

// Which measures a model reports: those that the spec names, else the usual ones of each output's
// type. Throws Error (spec) for a metric that fits none of the outputs.
std::vector<Measure> measures_of(const Spec& spec, const Outputs& outputs);

// One measure by name, also where the spec does not name it; without a metric where there is none
// of that name.
std::vector<std::string> known_measures(const Outputs& outputs);
bool find_measure(const std::string& name, const Outputs& outputs, Measure* measure);
// A hint for a name that is none: "which one? y1.rmse, y2.rmse", or the nearest.
std::string suggest_measure(const std::string& name, const Outputs& outputs);

// Of each output the probability from which the positive one of two classes is predicted, or nothing.
using Thresholds = std::vector<std::optional<double>>;

// Measures rows that come piece by piece. Of outputs with many classes it holds what metrics ask of
// each row, not the probability of each class, so that memory does not grow with their product.
class Evaluator {
 public:
  // `rows`: how many there will be in all.
  Evaluator(const Model& model, Predictor& predictor, std::vector<Measure> measures, int64_t rows);
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;

  void add(const RowSet& rows);
  // Asked once all rows were seen: whether they have to be added again, all in the same order, since
  // a metric ranks the rows of many classes.
  bool goes_on();
  Evaluation finish(const Thresholds& thresholds = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// What an evaluation of so many rows takes of memory, in bytes.
double evaluation_memory(const Outputs& outputs, int64_t rows);

Evaluation evaluate(const Model& model, Predictor& predictor, const RowSet& rows,
                    std::vector<Measure> measures, const Thresholds& thresholds = {});
Evaluation evaluate(const Model& model, Predictor& predictor, const Dataset& data,
                    std::vector<Measure> measures);

// {"loss": 0.12, "auc": null, "auc_reason": "one class only"}
Json to_json(const std::vector<Measure>& measures);

}  // namespace aimodel
