#include "optimizers/optimizer.h"

namespace aimodel {

Optimizer::Optimizer(const Options& options)
    : learning_rate_(options.number("learning_rate")),
      weight_decay_(options.number("weight_decay")) {}

OptimizerPtr make_optimizer(const Options& options) {
  return make_named_optimizer(options.type(), options);
}

}  // namespace aimodel
