#pragma once

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "network/network.h"

namespace aimodel {

// Three input groups, each with a layer of its own but the second, and three outputs:
//   a, b -> dense 3                         \          / kind: 3 classes, after a layer of its own
//   c (4 values), d (3 values), one-hot      > joined <  size, weight: numbers, sigmoid
//   e (5 values), f (4 values), embeddings  /          \ binary
inline const char* const kExampleSpec = R"({
  "inputs": [
    {"columns": ["a", "b"], "type": "number",
     "network": [{"type": "dense", "units": 3, "activation": "tanh"}]},
    {"columns": ["c", "d"], "type": "category"},
    {"columns": ["e", "f"], "type": "category", "encoding": "embedding",
     "network": [{"type": "dense", "units": 4, "activation": "gelu"}]}
  ],
  "network": [
    {"type": "residual", "layers": [{"type": "dense", "units": 6, "activation": "tanh"}]},
    {"type": "batch_norm"},
    {"type": "dropout", "rate": 0.2}
  ],
  "outputs": [
    {"column": "kind", "type": "category", "network": [{"type": "dense", "units": 5, "activation": "silu"}]},
    {"columns": ["size", "weight"], "type": "number", "activation": "sigmoid", "loss_weight": 0.25},
    {"column": "alive", "type": "binary"}
  ],
  "training": {}
})";

inline std::vector<InputInfo> example_inputs(const Spec& spec) {
  const std::vector<Options> options = spec.inputs();
  return {{options[0], {"a", "b"}, {{{1}}, {{1}}}},
          {options[1], {"c", "d"}, {{{1}, 5}, {{1}, 4}}},
          {options[2], {"e", "f"}, {{{1}, 6}, {{1}, 5}}}};
}

inline std::vector<OutputInfo> example_outputs(const Spec& spec) {
  const std::vector<Options> options = spec.outputs();
  return {{options[0], "kind", {"kind"}, 3, "linear", {"x", "y", "z"}, {2, 2, 2}},
          {options[1], "size+weight", {"size", "weight"}, 2, "sigmoid"},
          {options[2], "alive", {"alive"}, 1, "linear", {"no", "yes"}, {3, 3}}};
}

// A network with random parameters, gradients that start at 1, and six encoded rows, some of them
// with values that are none of a column's.
struct Example {
  Spec spec;
  Network network;
  Parameters parameters, gradients;
  Tape tape;
  std::vector<std::vector<real>> columns = {
      {real(0.3), real(-1.2), real(0.7), 2, real(-0.1), real(0.4), -1, real(1.5), 1, real(0.2),
       real(-0.6), real(0.9)},
      {1, 1, 4, 3, 2, 2, 3, 1, 0, 2, 1, 3},
      {5, 4, 1, 1, 5, 2, 3, 4, 0, 3, 5, 0}};

  explicit Example(const std::string& text = kExampleSpec)
      : spec(Spec::parse(text, "spec.json")),
        network(spec, example_inputs(spec), example_outputs(spec)),
        parameters(network.layout()),
        gradients(network.layout()),
        tape(parameters.starts(), gradients.gradient_starts()) {
    const Random draws(11);
    for (size_t i = 0; i < parameters.values().size(); ++i) {
      const bool statistic = static_cast<int64_t>(i) >= network.layout().trainable();
      parameters.values()[i] =
          static_cast<real>(statistic ? 0.5 + draws.uniform(i) : 0.6 * draws.normal(i));
    }
    std::fill(gradients.values().begin(), gradients.values().end(), real{1});
  }

  static constexpr int64_t kRows = 6;

  Batch batch(int64_t first = 0, int64_t count = kRows) {
    Batch result;
    result.rows = count;
    for (auto& values : columns) result.inputs.push_back({values.data() + 2 * first, {count, 2}});
    return result;
  }

  // The tape's memory full of NaN, gradients at 1.
  void begin(Tape::Mode mode) {
    std::fill(gradients.values().begin(), gradients.values().end(), real{1});
    tape.reset(mode);
    const Tensor all = tape.make({1 << 14});
    std::fill_n(all.data, all.size(), std::numeric_limits<real>::quiet_NaN());
    tape.reset(mode, Random(5));
  }
};

}  // namespace aimodel
