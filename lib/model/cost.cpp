#include "model/cost.h"

#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/numbers.h"
#include "base/units.h"
#include "model/optimizer_matrices.h"

namespace aimodel {

Cost cost_of(const Network& network, int64_t batch_size, const Optimizer& optimizer) {
  Cost cost;
  cost.parameters = network.layout().size();
  cost.trainable = network.layout().trainable();
  cost.multiply_adds = network.multiply_adds();
  cost.batch = batch_size;
  double outputs = 0;
  for (const LayerSummary& row : network.layers()) outputs += static_cast<double>(row.held);
  outputs *= static_cast<double>(network.members());
  const auto bytes = static_cast<double>(sizeof(real));
  cost.values = bytes * static_cast<double>(cost.parameters);
  cost.gradients = cost.best = cost.values;
  cost.optimizer = bytes * (optimizer.buffers() * static_cast<double>(cost.trainable) +
                            static_cast<double>(matrix_scratch(optimizer, network.layout())));
  cost.activations = 2 * bytes * outputs * static_cast<double>(batch_size);
  return cost;
}

Json to_json(const Cost& cost) {
  const auto whole = [](double number) { return static_cast<int64_t>(number); };
  return {{"parameters", cost.parameters},
          {"trainable_parameters", cost.trainable},
          {"multiply_adds", whole(cost.multiply_adds)},
          {"flops", whole(2 * cost.multiply_adds)},
          {"memory",
           {{"batch_size", cost.batch},
            {"parameter_bytes", whole(cost.values)},
            {"gradient_bytes", whole(cost.gradients)},
            {"best_weights_bytes", whole(cost.best)},
            {"optimizer_bytes", whole(cost.optimizer)},
            {"activation_bytes", whole(cost.activations)},
            {"total_bytes", whole(cost.memory())}}}};
}

Table cost_table(const Cost& cost) {
  Table table{"Cost", {"what", "amount"}, {}};
  const auto row = [&](std::string what, std::string amount) {
    table.add({std::move(what), std::move(amount)});
  };
  row("parameters", with_commas(cost.parameters));
  if (cost.trainable != cost.parameters) row("of them trainable", with_commas(cost.trainable));
  row("multiply-adds, forward pass of a row",
      with_commas(static_cast<int64_t>(cost.multiply_adds)));
  row("FLOPs (2 per multiply-add)", human_count(2 * cost.multiply_adds));
  row("memory of the parameters", human_bytes(cost.values));
  row("memory of their gradients", human_bytes(cost.gradients));
  row("memory of the best weights so far", human_bytes(cost.best));
  row("memory of the optimizer", human_bytes(cost.optimizer));
  row(fmt::format("memory of a batch of {}, with gradients", cost.batch),
      human_bytes(cost.activations));
  row("memory for training, without the data", human_bytes(cost.memory()));
  return table;
}

}  // namespace aimodel
