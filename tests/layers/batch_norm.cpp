#include <cmath>

#include "layers/workbench.h"

using namespace aimodel;

namespace {

std::vector<double> doubles(Tensor x) {
  return {x.data, x.data + x.size()};
}

}  // namespace

TEST_CASE("batch_norm: numbers worked by hand") {
  Workbench bench(layer_from(R"({"type": "batch_norm", "epsilon": 1e-12, "momentum": 0.25})", {2}));
  bench.set("scale", {2, 1});
  bench.set("shift", {5, 0});
  bench.set("running_mean", {4, 0});
  bench.set("running_variance", {8, 1});
  // First feature: mean 2, variance 1 (biased), 2 (unbiased). Second: mean 30, variance 100, 200.
  const Numbers x({2, 2}, std::vector<double>{1, 20,  //
                                              3, 40});
  CHECK(bench.forward(x, Tape::Mode::training) == Numbers({2, 2}, std::vector<double>{5 - 2, -1,  //
                                                                                      5 + 2, 1}));
  CHECK(doubles(bench.value(bench.param("running_mean"))) == std::vector<double>{3.5, 7.5});
  CHECK(doubles(bench.value(bench.param("running_variance"))) == std::vector<double>{6.5, 50.75});

  bench.set("running_mean", {4, 0});
  bench.set("running_variance", {4, 100});
  for (const auto mode : {Tape::Mode::inference, Tape::Mode::gradient}) {
    const Numbers y = bench.forward(x, mode);
    CHECK(y.at(0) == doctest::Approx(5 + 2 * (1 - 4) / 2.0));
    CHECK(y.at(1) == doctest::Approx(2));
    CHECK(y.at(2) == doctest::Approx(5 + 2 * (3 - 4) / 2.0));
    CHECK(y.at(3) == doctest::Approx(4));
  }
}

TEST_CASE("batch_norm: one row gives the shift, and the statistics nothing") {
  Workbench bench(layer_from(R"({"type": "batch_norm", "momentum": 0.5})", {2}));
  bench.set("shift", {3, 4});
  bench.set("running_mean", {0, 0});
  bench.set("running_variance", {8, 1});
  CHECK(bench.forward(Numbers({1, 2}, std::vector<double>{10, -10}), Tape::Mode::training) ==
        Numbers({1, 2}, std::vector<double>{3, 4}));
  CHECK(doubles(bench.value(bench.param("running_mean"))) == std::vector<double>{0, 0});
  CHECK(doubles(bench.value(bench.param("running_variance"))) == std::vector<double>{8, 1});
}

TEST_CASE("batch_norm: a batch counts by its rows") {
  // Of a momentum of 0.75 half a batch has 1 - sqrt(0.25) = 0.5, two batches 1 - 0.25^2 = 0.9375.
  for (const auto& [share, weight] : {std::pair{0.5, 0.5}, {1.0, 0.75}, {2.0, 0.9375}}) {
    CAPTURE(share);
    Workbench bench(layer_from(R"({"type": "batch_norm", "momentum": 0.75})", {1}));
    bench.set("running_mean", {4});
    bench.set("running_variance", {8});
    const Numbers x({2, 1}, std::vector<double>{1, 3});  // mean 2, unbiased variance 2
    bench.forward(x, Tape::Mode::training, 5, share);
    CHECK(bench.value(bench.param("running_mean"))[0] == doctest::Approx(4 - 2 * weight));
    CHECK(bench.value(bench.param("running_variance"))[0] == doctest::Approx(8 - 6 * weight));
  }
  // So a batch says as much whole as in parts that are like it.
  Workbench whole(layer_from(R"({"type": "batch_norm"})", {1}));
  Workbench parts(layer_from(R"({"type": "batch_norm"})", {1}));
  const Numbers x({4, 1}, std::vector<double>{1, 3, 1, 3}), half({2, 1}, std::vector<double>{1, 3});
  whole.set("running_mean", {4});
  parts.set("running_mean", {4});
  whole.forward(x, Tape::Mode::training);
  parts.forward(half, Tape::Mode::training, 5, 0.5);
  parts.forward(half, Tape::Mode::training, 5, 0.5);
  CHECK(whole.value(whole.param("running_mean"))[0] ==
        doctest::Approx(parts.value(parts.param("running_mean"))[0]));
}

TEST_CASE("batch_norm agrees with plain loops, over all but the last axis") {
  Workbench bench(layer_from(R"({"type": "batch_norm"})", {3, 131}), 1 << 17);
  bench.set("running_mean", std::vector<double>(131, 0.5));
  bench.set("running_variance", std::vector<double>(131, 2));
  const Numbers x = Numbers::random({17, 3, 131}, 2);
  const Tensor g = bench.value(bench.param("scale")), b = bench.value(bench.param("shift"));
  const Numbers y = bench.forward(x, Tape::Mode::training);
  const Tensor running_mean = bench.value(bench.param("running_mean"));
  const Tensor running_variance = bench.value(bench.param("running_variance"));
  const int64_t n = 17 * 3;
  for (int64_t j = 0; j < 131; ++j) {
    double mean = 0, squares = 0;
    for (int64_t i = 0; i < n; ++i) mean += x.at(i * 131 + j) / static_cast<double>(n);
    for (int64_t i = 0; i < n; ++i) squares += std::pow(x.at(i * 131 + j) - mean, 2);
    const double deviation = std::sqrt(squares / static_cast<double>(n) + 1e-5);
    for (int64_t i = 0; i < n; ++i) {
      const double z = (x.at(i * 131 + j) - mean) / deviation;
      const double expected = static_cast<double>(g[j]) * z + static_cast<double>(b[j]);
      REQUIRE(y.at(i * 131 + j) == doctest::Approx(expected).epsilon(1e-4));
    }
    const double unbiased = squares / static_cast<double>(n - 1);
    REQUIRE(static_cast<double>(running_mean[j]) == doctest::Approx(0.9 * 0.5 + 0.1 * mean));
    REQUIRE(static_cast<double>(running_variance[j]) == doctest::Approx(0.9 * 2 + 0.1 * unbiased));
  }
}

TEST_CASE("batch_norm: statistics travel with the model but are not trained") {
  const LayerPtr layer = layer_from(R"({"type": "batch_norm"})", {6});
  REQUIRE(layer->params().size() == 4);
  const std::vector<std::string> names = {"scale", "shift", "running_mean", "running_variance"};
  const Initializer first[] = {Initializer::ones, Initializer::zeros, Initializer::zeros,
                               Initializer::ones};
  for (size_t i = 0; i < 4; ++i) {
    CHECK(layer->params()[i]->name == names[i]);
    CHECK(layer->params()[i]->shape == Shape{6});
    CHECK(layer->params()[i]->kind == (i < 2 ? ParamKind::bias : ParamKind::statistic));
    CHECK(layer->params()[i]->initializer == first[i]);
  }
}
