#include <cmath>

#include "layers/workbench.h"

using namespace aimodel;

TEST_CASE("dense: numbers worked by hand") {
  Workbench bench(layer_from(R"({"type": "dense", "units": 2})", {3}));
  bench.set("weight", {1, 2,  //
                       3, 4,  //
                       5, 6});
  bench.set("bias", {0.5, -1});
  const Numbers x({2, 3}, std::vector<double>{1, 0, -1,  //
                                              2, 1, 0});
  const std::vector<double> expected{1 - 5 + 0.5, 2 - 6 - 1,  //
                                     2 + 3 + 0.5, 4 + 4 - 1};
  for (const auto mode : {Tape::Mode::inference, Tape::Mode::training}) {
    CHECK(bench.forward(x, mode) == Numbers({2, 2}, expected));
  }
  const Numbers dx = bench.backward(Numbers({2, 2}, std::vector<double>{1, 0, 10, 100}));
  CHECK(dx == Numbers({2, 3}, std::vector<double>{1, 3, 5, 210, 430, 650}));
  // The gradients stood at 1 before.
  CHECK(Numbers(bench.gradient(bench.param("weight"))) ==
        Numbers({3, 2}, std::vector<double>{1 + 1 + 20, 1 + 200,  //
                                            1 + 10, 1 + 100,      //
                                            1 - 1, 1}));
  CHECK(Numbers(bench.gradient(bench.param("bias"))) ==
        Numbers({2}, std::vector<double>{1 + 11, 1 + 100}));
}

TEST_CASE("dense agrees with three plain loops, on each row of the last axis") {
  Workbench bench(layer_from(R"({"type": "dense", "units": 150, "activation": "tanh"})", {3, 61}),
                  1 << 18);
  const Numbers x = Numbers::random({29, 3, 61}, 2);
  const Tensor w = bench.value(bench.param("weight")), b = bench.value(bench.param("bias"));
  for (const auto mode : {Tape::Mode::inference, Tape::Mode::training}) {
    const Numbers y = bench.forward(x, mode);
    REQUIRE(y.shape == Shape{29, 3, 150});
    double worst = 0;
    for (int64_t i = 0; i < 29 * 3; ++i) {
      for (int64_t j = 0; j < 150; ++j) {
        double sum = static_cast<double>(b[j]);
        for (int64_t k = 0; k < 61; ++k)
          sum += x.at(i * 61 + k) * static_cast<double>(w[k * 150 + j]);
        worst = std::max(worst, std::abs(std::tanh(sum) - y.at(i * 150 + j)));
      }
    }
    CHECK(worst < 1e-5);
  }
}

TEST_CASE("dense: what it has and what it costs") {
  const LayerPtr with = layer_from(R"({"type": "dense", "units": 4})", {7});
  REQUIRE(with->params().size() == 2);
  CHECK(with->params()[0]->name == "weight");
  CHECK(with->params()[0]->shape == Shape{7, 4});
  CHECK(with->params()[0]->kind == ParamKind::weight);
  CHECK(with->params()[1]->name == "bias");
  CHECK(with->params()[1]->shape == Shape{4});
  CHECK(with->params()[1]->kind == ParamKind::bias);
  CHECK(with->multiply_adds() == 28);
  CHECK(with->type == "dense");
  const LayerPtr without = layer_from(R"({"type": "dense", "units": 4, "bias": false})", {2, 7});
  CHECK(without->params().size() == 1);
  CHECK(without->multiply_adds() == 56);
  CHECK(without->output().shape == Shape{2, 4});
}

TEST_CASE("dense: first weights by the activation, or as the spec says") {
  const auto initializer = [](const std::string& rest) {
    return layer_from(R"({"type": "dense", "units": 4)" + rest + "}", {7})
        ->params()[0]
        ->initializer;
  };
  CHECK(initializer("") == Initializer::glorot_uniform);
  for (const char* name : {"linear", "sigmoid", "tanh", "softplus"}) {
    CAPTURE(name);
    CHECK(initializer(R"(, "activation": ")" + std::string(name) + '"') ==
          Initializer::glorot_uniform);
  }
  for (const char* name : {"relu", "leaky_relu", "elu", "gelu", "silu"}) {
    CAPTURE(name);
    CHECK(initializer(R"(, "activation": ")" + std::string(name) + '"') == Initializer::he_uniform);
  }
  CHECK(initializer(R"(, "initializer": "zeros")") == Initializer::zeros);
  CHECK(initializer(R"(, "initializer": "he_uniform")") == Initializer::he_uniform);
  CHECK(initializer(R"(, "initializer": "orthogonal")") == Initializer::orthogonal);
  CHECK(initializer(R"(, "activation": "relu", "initializer": "glorot_uniform")") ==
        Initializer::glorot_uniform);
}
