#include "layers/workbench.h"

using namespace aimodel;

TEST_CASE("repeat: each round has parameters of its own") {
  Workbench bench(layer_from(
      R"({"type": "repeat", "times": 3, "layers": [{"type": "dense", "units": 1}]})", {2}));
  REQUIRE(bench.params().size() == 6);
  CHECK(bench.param("0.layers.0.weight").shape == Shape{2, 1});
  CHECK(bench.param("1.layers.0.weight").shape == Shape{1, 1});
  bench.set("0.layers.0.weight", {1, 10});
  bench.set("0.layers.0.bias", {1});
  bench.set("1.layers.0.weight", {2});
  bench.set("1.layers.0.bias", {0});
  bench.set("2.layers.0.weight", {-1});
  bench.set("2.layers.0.bias", {0.5});
  const Numbers x({1, 2}, std::vector<double>{3, 4});
  const Numbers expected({1, 1}, std::vector<double>{-(3 + 40 + 1) * 2 + 0.5});
  CHECK(bench.forward(x, Tape::Mode::inference) == expected);
  CHECK(bench.forward(x, Tape::Mode::training) == expected);
  CHECK(bench.backward(Numbers({1, 1}, real{1})) == Numbers({1, 2}, std::vector<double>{-2, -20}));
  CHECK(bench.gradient(bench.param("1.layers.0.weight"))[0] == 1 - 44);
}
