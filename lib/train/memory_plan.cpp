#include "train/memory_plan.h"

#include <algorithm>

#include "model/evaluate.h"
#include "model/evaluation_sample.h"
#include "optimizers/optimizer.h"
#include "train/batches.h"

namespace aimodel {

namespace {

constexpr double kMiB = 1 << 20;

// Beside what a layer gives and the gradient of it, some keep what went into an activation, a mask,
// statistics or slices: with 3.5 numbers for each of its outputs every layer that there is has room
// (tests/train/memory_plan.cpp).
constexpr double kKeptShare = 1.75;

}  // namespace

double MemoryPlan::parameters() const {
  return network.values + network.gradients + network.best + network.optimizer;
}

double MemoryPlan::passes() const {
  return kKeptShare * network.activations;
}

double MemoryPlan::without_rows() const {
  return program + parameters() + passes() + resuming + batches + metrics;
}

double program_memory(int threads) {
  constexpr double kProgram = 16 * kMiB, kThread = 2 * kMiB;
  return kProgram + kThread * threads;
}

MemoryPlan plan_memory(const Spec& spec, const Preprocessing& preprocessing, const Network& network,
                       const PartCounts& counts, int threads) {
  const Options training = spec.training();
  const Batches batches(spec, network, counts.train);
  MemoryPlan plan;
  plan.program = program_memory(threads);
  plan.network = cost_of(network, batches.most_in_pass(), *make_optimizer(training["optimizer"]));
  if (counts.validation == 0) plan.network.best = 0;
  // Each batch as it stands in the file, and cut to its tensors.
  const auto row = static_cast<double>(preprocessing.layout().size()) * sizeof(real);
  plan.batches = 2 * 2 * row * static_cast<double>(batches.most_in_step());
  const int64_t sample =
      EvaluationSample::count(std::max({counts.train, counts.validation, counts.test}));
  plan.metrics = evaluation_memory(preprocessing.outputs(), sample);
  return plan;
}

}  // namespace aimodel
