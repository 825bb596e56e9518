#include "explain/row_losses.h"

#include <algorithm>
#include <numeric>

#include "rows/row_set.h"
#include "tensor/parallel.h"

namespace aimodel {

double RowLosses::mean() const {
  const double total = std::accumulate(weight.begin(), weight.end(), 0.0);
  return total > 0 ? std::accumulate(loss.begin(), loss.end(), 0.0) / total : 0;
}

struct LossMeter::Workspace {
  explicit Workspace(const Parameters& parameters) : tape(parameters.starts(), {}) {}
  Tape tape;
  BatchMemory memory;
};

LossMeter::LossMeter(const Model& model, size_t output) : model_(model), output_(output) {}
LossMeter::~LossMeter() = default;

LossMeter::Workspace& LossMeter::workspace() {
  return workspaces_.mine([&] { return std::make_unique<Workspace>(model_.parameters); });
}

void LossMeter::measure(const Dataset& rows, RowLosses& result) {
  constexpr int64_t kBlock = 128;
  result.loss.resize(static_cast<size_t>(rows.rows));
  result.weight.resize(result.loss.size());
  const Loss& rule = model_.network.loss(output_);
  const double work = model_.network.multiply_adds() * static_cast<double>(rows.rows);
  for_pieces((rows.rows + kBlock - 1) / kBlock, work, [&](int64_t block) {
    const int64_t first = block * kBlock;
    Workspace& mine = workspace();
    const Batch& batch =
        RowSet(rows).fetch(first, std::min(kBlock, rows.rows - first), mine.memory);
    mine.tape.reset(Tape::Mode::inference);
    const Tensor z = model_.network.forward(batch, mine.tape)[output_];
    const Tensor target = batch.targets[output_];
    for (int64_t i = 0; i < batch.rows; ++i) {
      const auto row = [&](Tensor all) { return Tensor{all.row(i), {1, all.row_size()}}; };
      const auto index = static_cast<size_t>(first + i);
      result.weight[index] = 0;
      result.loss[index] =
          rule.compute(row(z), row(target), batch.weights == nullptr ? nullptr : batch.weights + i,
                       1, {}, &result.weight[index]);
    }
  });
}

}  // namespace aimodel
