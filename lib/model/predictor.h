#pragma once

#include <vector>

#include "metrics/metric.h"
#include "model/model.h"
#include "tensor/per_thread.h"

namespace aimodel {

// Predictions of one output: probabilities of the classes (two for binary), or numbers in the
// data's own unit.
struct Prediction {
  int64_t rows = 0;
  int64_t width = 0;
  std::vector<double> values;  // [rows, width]
};

// Runs a model over encoded rows, in blocks that the team's threads share, keeping its memory from
// call to call. A row's result has the same bits whatever rows stand beside it.
class Predictor {
 public:
  explicit Predictor(const Model& model) : Predictor(model, model.parameters) {}
  Predictor(const Model& model, const Parameters& parameters);

  // One prediction per output. Where `loss` is given, and the data has targets, also the weighted
  // mean loss over all rows, summed over the outputs by their loss_weight.
  std::vector<Prediction> predict(const Selection& rows, double* loss = nullptr);
  std::vector<Prediction> predict(const Dataset& data, double* loss = nullptr) {
    return predict(Selection(data), loss);
  }

 private:
  struct Workspace {
    explicit Workspace(const Parameters& parameters) : tape(parameters.zones(), Tape::Zones{}) {}
    Tape tape;
    BatchMaker maker;
  };
  Workspace& workspace();

  const Model& model_;
  const Parameters& parameters_;
  PerThread<Workspace> workspaces_;
};

// Predictions beside what was true, per output, in the data's own unit.
std::vector<Scored> score(const Model& model, std::vector<Prediction> predictions,
                          const Selection& rows);

}  // namespace aimodel
