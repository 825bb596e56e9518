#include "layers/check_error.h"
#include "layers/workbench.h"

using namespace aimodel;

TEST_CASE("residual: numbers worked by hand") {
  Workbench bench(
      layer_from(R"({"type": "residual", "layers": [{"type": "dense", "units": 2}]})", {2}));
  bench.set("layers.0.weight", {1, 2, 3, 4});
  bench.set("layers.0.bias", {10, 20});
  const Numbers x({1, 2}, std::vector<double>{1, -1});
  const Numbers expected({1, 2}, std::vector<double>{1 + 1 - 3 + 10, -1 + 2 - 4 + 20});
  CHECK(bench.forward(x, Tape::Mode::inference) == expected);
  CHECK(bench.forward(x, Tape::Mode::training) == expected);
  CHECK(bench.backward(Numbers({1, 2}, std::vector<double>{1, 100})) ==
        Numbers({1, 2}, std::vector<double>{1 + 1 + 200, 100 + 3 + 400}));
}

TEST_CASE("residual: where the sizes differ x goes through a matrix of its own") {
  Workbench bench(
      layer_from(R"({"type": "residual", "layers": [{"type": "dense", "units": 1}]})", {2}));
  REQUIRE(bench.params().size() == 3);
  bench.set("layers.0.weight", {1, 2});
  bench.set("layers.0.bias", {10});
  bench.set("projection.weight", {100, 1000});
  const Numbers x({1, 2}, std::vector<double>{2, 3});
  CHECK(bench.forward(x, Tape::Mode::training) ==
        Numbers({1, 1}, std::vector<double>{200 + 3000 + 2 + 6 + 10}));
  CHECK(bench.backward(Numbers({1, 1}, real{1})) ==
        Numbers({1, 2}, std::vector<double>{101, 1002}));
}

TEST_CASE("residual: its branch may be in-place all the way") {
  Workbench bench(
      layer_from(R"({"type": "residual", "layers": [{"type": "dropout", "rate": 0.5}]})", {2}));
  const Numbers x({1, 2}, std::vector<double>{1, -3});
  CHECK(bench.forward(x, Tape::Mode::inference) == Numbers({1, 2}, std::vector<double>{2, -6}));
}
