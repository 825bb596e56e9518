#pragma once

#include <vector>

#include "model/model.h"
#include "tensor/per_thread.h"

namespace aimodel {

// What each row adds to the loss of an output: its loss and its weight, with class weights counted
// in, as training sees them. The loss is the sum of the one by the sum of the other.
struct RowLosses {
  std::vector<double> loss, weight;  // [rows]
  double mean() const;
};

// Measures them, the rows in pieces that the team's threads share. Keeps its memory from call to
// call.
class LossMeter {
 public:
  LossMeter(const Model& model, size_t output);
  ~LossMeter();
  // Of rows with targets.
  void measure(const Dataset& rows, RowLosses& result);

 private:
  struct Workspace;
  Workspace& workspace();

  const Model& model_;
  size_t output_;
  PerThread<Workspace> workspaces_;
};

}  // namespace aimodel
