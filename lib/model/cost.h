#pragma once

#include <cstdint>

#include "base/json_fwd.h"
#include "network/network.h"
#include "optimizers/optimizer.h"
#include "report/table.h"

namespace aimodel {

// What a network takes: numbers held and counted, not measured. Memory in bytes.
//   multiply_adds  of one forward pass of one row; a FLOP count is twice that (a multiplication and
//                  an addition), and a training step takes about three times a forward pass
//   best           a copy of the best weights so far, which training keeps
//   activations    what each layer gives for a batch, and the gradient of it, each held once
struct Cost {
  int64_t parameters = 0;
  int64_t trainable = 0;
  double multiply_adds = 0;
  int64_t batch = 0;
  double values = 0, gradients = 0, best = 0, optimizer = 0, activations = 0;
  double memory() const { return values + gradients + best + optimizer + activations; }
};
Cost cost_of(const Network& network, int64_t batch_size, const Optimizer& optimizer);
Json to_json(const Cost& cost);
Table cost_table(const Cost& cost);

}  // namespace aimodel
