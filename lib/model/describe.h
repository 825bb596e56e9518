#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.h"
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

// Layers in the order in which they run, their parts indented below them.
Table layer_table(const Network& network);
Json layers_json(const Network& network);

// The columns of each input group and output, and what was learnt of them.
Table input_table(const Preprocessing& preprocessing);
Table output_table(const Preprocessing& preprocessing);

// The values of one parameter.
struct WeightStatistics {
  std::string name;
  Shape shape;
  int64_t not_finite = 0;  // these do not count below
  double mean = 0, deviation = 0;
  double minimum = 0, maximum = 0;
  double zeros = 0;  // share of exact zeros
};
std::vector<WeightStatistics> weight_statistics(const Model& model);
Table weight_table(const std::vector<WeightStatistics>& statistics);
Json to_json(const std::vector<WeightStatistics>& statistics);

// How far the parameters of two models differ.
struct ParameterDifference {
  std::string name;
  bool in_both = true;  // else `only` says where it is
  std::string only;
  bool same_shape = true;
  double largest = 0;   // |difference| of two elements
  double relative = 0;  // length of the difference / length of the first
};
std::vector<ParameterDifference> parameter_differences(const Model& before, const Model& after);

}  // namespace aimodel
