#include "train/divergence.h"

#include <cmath>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"
#include "tensor/elementwise.h"

namespace aimodel {

Error explain_divergence(const Model& model, const Batch& batch, int64_t epoch, int64_t step,
                         double loss) {
  std::string cause;
  for (const Param* param : model.network.layout().params()) {
    if (cause.empty() && !all_finite(model.parameters[*param].values())) {
      cause = fmt::format("parameter {} is no longer finite", quote(param->name));
    }
  }
  Tape tape(model.parameters.starts(), Tape::Starts{});
  tape.reset(Tape::Mode::inference);
  tape.on_output = [&](const Layer& layer, Tensor y) {
    if (cause.empty() && !all_finite(y.values())) {
      cause = fmt::format("layer {} ({}) gives numbers that are not finite", quote(layer.path),
                          layer.type);
    }
  };
  model.network.forward(batch, tape);
  if (cause.empty()) cause = "the gradient or the loss left the range of numbers";
  return Error(Exit::numeric, "",
               fmt::format("training diverged in epoch {}, step {}: the loss is {}; {}", epoch,
                           step, std::isnan(loss) ? "not a number" : shortest(loss), cause),
               "lower training.optimizer.learning_rate, or set training.clip_norm to 1");
}

}  // namespace aimodel
