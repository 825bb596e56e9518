#include "layers/check_error.h"
#include "layers/workbench.h"

using namespace aimodel;

TEST_CASE("parallel, concat: numbers worked by hand") {
  Workbench bench(layer_from(R"({"type": "parallel", "branches":
      [[{"type": "dense", "units": 1}], [], [{"type": "relu"}]]})",
                             {2}));
  bench.set("branches.0.0.weight", {3, 4});
  bench.set("branches.0.0.bias", {100});
  const Numbers x({2, 2}, std::vector<double>{1, -2,  //
                                              5, 6});
  const Numbers expected({2, 5}, std::vector<double>{95, 1, -2, 1, 0,  //
                                                     139, 5, 6, 5, 6});
  CHECK(bench.forward(x, Tape::Mode::inference) == expected);
  CHECK(bench.forward(x, Tape::Mode::training) == expected);
  const Numbers dx = bench.backward(Numbers({2, 5}, std::vector<double>{1, 10, 20, 500, 600,  //
                                                                        0, 0, 0, 0, 1}));
  CHECK(dx == Numbers({2, 2}, std::vector<double>{3 + 10 + 500, 4 + 20,  //
                                                  0, 1}));
}

TEST_CASE("parallel, add: numbers worked by hand") {
  Workbench bench(layer_from(R"({"type": "parallel", "join": "add", "branches":
      [[], [{"type": "relu"}], [{"type": "leaky_relu", "alpha": 0.5}]]})",
                             {2}));
  const Numbers x({1, 2}, std::vector<double>{4, -8});
  const Numbers expected({1, 2}, std::vector<double>{12, -12});
  CHECK(bench.forward(x, Tape::Mode::inference) == expected);
  CHECK(bench.forward(x, Tape::Mode::training) == expected);
  CHECK(bench.backward(Numbers({1, 2}, std::vector<double>{1, 10})) ==
        Numbers({1, 2}, std::vector<double>{3, 15}));
}

TEST_CASE("parallel joins along the last axis") {
  const LayerPtr layer = layer_from(
      R"({"type": "parallel", "branches": [[], [{"type": "dense", "units": 3}]]})", {2, 4});
  CHECK(layer->output().shape == Shape{2, 7});
}

TEST_CASE("parallel: branches that cannot be joined") {
  CHECK(error_of([] {
          layer_from(
              "{\"type\": \"parallel\", \"join\": \"add\", \"branches\": [\n"
              "  [{\"type\": \"dense\", \"units\": 3}],\n"
              "  [{\"type\": \"dense\", \"units\": 4}]]}",
              {2});
        }) ==
        "layers:3:3: gives [n, 4] where the branches before give [n, 3]: they cannot be added");
}
