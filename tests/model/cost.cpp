#include "model/cost.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "model/example.h"

using namespace aimodel;

TEST_CASE("what a network costs, by hand") {
  // width, height: 2 numbers; colour: 3 values, all seen, 2 numbers each. dense 4 -> 3, batch norm on 3, heads 3 -> 3 and 3 -> 1.
  const auto model = example_model();
  const Cost cost = cost_of(model->network, 10,
                            *make_optimizer(options_from("optimizers", R"({"type": "adam"})")));
  const int64_t embedding = 3 * 2, dense = 4 * 3 + 3, scale = 2 * 3, statistics = 2 * 3,
                heads = 3 * 3 + 3 + 3 + 1;
  CHECK(cost.parameters == embedding + dense + scale + statistics + heads);
  CHECK(cost.trainable == embedding + dense + scale + heads);
  CHECK(cost.multiply_adds >= 4 * 3 + 3 * 3 + 3);
  CHECK(cost.values == 4.0 * static_cast<double>(cost.parameters));
  CHECK(cost.gradients == cost.values);
  CHECK(cost.optimizer == 8.0 * static_cast<double>(cost.trainable));
  // Both groups' numbers, dense, batch norm, two heads; values and gradients; 10 rows of 4 bytes.
  CHECK(cost.activations == 2 * 4.0 * 10 * (2 + 2 + 3 + 3 + 3 + 1));
  const Json json = to_json(cost);
  CHECK(json["flops"] == 2 * cost.multiply_adds);
  CHECK(json["memory"]["total_bytes"] == 3 * cost.values + cost.optimizer + cost.activations);
  CHECK(cost_table(cost).rows.size() == 10);
}
