#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "metrics/metric.h"
#include "model/model.h"
#include "rows/row_set.h"
#include "tensor/per_thread.h"

namespace aimodel {

// Predictions of one output: probabilities of the classes (two for binary), or numbers in the
// data's own unit.
struct Prediction {
  int64_t rows = 0;
  int64_t width = 0;
  std::vector<double> values;    // [rows, width]
  std::vector<double> spread{};  // likewise, where it was asked for
};

// Runs a model over encoded rows, in passes that the team's threads share, keeping its memory from
// call to call. A row's result has the same bits whatever rows stand beside it.
class Predictor {
 public:
  static constexpr int64_t kBlock = 128;  // rows whose losses are summed together
  // Of each output, over rows: the weighted sum of losses, and the sum of weights.
  using LossSums = std::vector<std::pair<double, double>>;

  explicit Predictor(const Model& model) : Predictor(model, model.parameters) {}
  Predictor(const Model& model, const Parameters& parameters);
  // From now on predictions have the standard deviation of those of the members (n - 1 of which are
  // free).
  void measure_spread() { with_spread_ = true; }

  // One prediction per output, of rows first .. first + count - 1. Where `sums` are given, and the
  // data has targets, adds to them.
  std::vector<Prediction> predict(const RowSet& rows, int64_t first, int64_t count, LossSums* sums);
  // The weighted mean loss over all rows, summed over the outputs by their loss_weight.
  double mean_loss(const LossSums& sums) const;

  // One prediction per output, of all rows; `loss` gets their mean loss where they have targets.
  std::vector<Prediction> predict(const RowSet& rows, double* loss = nullptr);
  std::vector<Prediction> predict(const Dataset& data, double* loss = nullptr) {
    return predict(RowSet(data), loss);
  }

 private:
  struct Workspace {
    explicit Workspace(const Parameters& parameters) : tape(parameters.starts(), Tape::Starts{}) {}
    Tape tape;
    BatchMemory memory;
    std::vector<double> members;  // predictions of a block
  };
  Workspace& workspace();
  void add_spread(std::span<const Tensor> z, size_t output, Workspace& mine, double* spread) const;

  const Model& model_;
  const Parameters& parameters_;
  bool with_spread_ = false;
  PerThread<Workspace> workspaces_;
};

// Predictions of rows first .. beside what was true, per output, in the data's own unit.
std::vector<Scored> score(const Model& model, std::vector<Prediction> predictions,
                          const RowSet& rows, int64_t first);

}  // namespace aimodel
