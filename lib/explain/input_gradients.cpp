#include "explain/input_gradients.h"

#include <memory>

namespace aimodel {

InputGradients::Workspace::Workspace(const Parameters& parameters)
    : tape(parameters.starts(), {}) {}  // nobody asks for gradients of parameters

InputGradients::InputGradients(const Model& model, size_t output)
    : model_(model), output_(output) {}

InputGradients::Workspace& InputGradients::workspace() {
  return workspaces_.mine([&] { return std::make_unique<Workspace>(model_.parameters); });
}

Tape& InputGradients::begin() {
  Tape& tape = workspace().tape;
  tape.reset(Tape::Mode::gradient);
  return tape;
}

std::span<Tensor> InputGradients::embed(const Dataset& data, int64_t first, int64_t count) {
  Tape& tape = begin();
  const Batch& batch = RowSet(data).fetch(first, count, workspace().memory);
  return model_.network.embed(batch, tape);
}

InputGradients::Result InputGradients::at(std::span<const Tensor> embedded,
                                          std::span<const RawTarget> targets) {
  Tape& tape = workspace().tape;
  const std::span<Tensor> z = model_.network.forward(embedded, tape);
  Result result;
  const std::span<Tensor> dz = tape.list<Tensor>(z.size());
  for (size_t i = 0; i < z.size(); ++i) dz[i] = tape.zeros(z[i].shape);
  for (size_t row = 0; row < targets.size(); ++row) {
    const auto sign = static_cast<real>(targets[row].sign);
    const int64_t offset = static_cast<int64_t>(row) * z[output_].row_size() + targets[row].number;
    result.value.push_back(sign * z[output_][offset]);
    dz[output_][offset] = sign;
  }
  result.gradient = model_.network.backward(dz, tape);
  return result;
}

}  // namespace aimodel
