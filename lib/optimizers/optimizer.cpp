#include "optimizers/optimizer.h"

#include <stdexcept>

namespace aimodel {

std::unique_ptr<Optimizer> make_adagrad(const Options& options);
std::unique_ptr<Optimizer> make_adam(const Options& options);
std::unique_ptr<Optimizer> make_adamw(const Options& options);
std::unique_ptr<Optimizer> make_rmsprop(const Options& options);
std::unique_ptr<Optimizer> make_sgd(const Options& options);

namespace {

struct Entry {
  std::string_view name;
  std::unique_ptr<Optimizer> (*make)(const Options& options);
};

constexpr Entry kOptimizers[] = {
    {"adagrad", make_adagrad}, {"adam", make_adam}, {"adamw", make_adamw},
    {"rmsprop", make_rmsprop}, {"sgd", make_sgd},
};

}  // namespace

Optimizer::Optimizer(const Options& options)
    : learning_rate_(options.number("learning_rate")),
      weight_decay_(options.number("weight_decay")) {}

std::unique_ptr<Optimizer> make_optimizer(const Options& options) {
  const std::string type = options.type();
  for (const Entry& entry : kOptimizers) {
    if (entry.name == type) return entry.make(options);
  }
  throw std::logic_error("the schema lists an optimizer that the code lacks: " + type);
}

}  // namespace aimodel
