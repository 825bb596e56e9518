#include <cmath>

#include "layers/workbench.h"

using namespace aimodel;

TEST_CASE("layer_norm: numbers worked by hand") {
  // Mean 2, variance 8/3.
  Workbench bench(layer_from(R"({"type": "layer_norm", "epsilon": 1e-12})", {3}));
  bench.set("scale", {1, 2, 3});
  bench.set("shift", {0, 10, 20});
  const Numbers x({1, 3}, std::vector<double>{0, 2, 4});
  const double z = 2 / std::sqrt(8.0 / 3);
  for (const auto mode : {Tape::Mode::inference, Tape::Mode::training}) {
    const Numbers y = bench.forward(x, mode);
    CHECK(y.at(0) == doctest::Approx(-z));
    CHECK(y.at(1) == doctest::Approx(10));
    CHECK(y.at(2) == doctest::Approx(20 + 3 * z));
  }
}

TEST_CASE("layer_norm: epsilon is added to the variance; a row of one number gives the shift") {
  Workbench bench(layer_from(R"({"type": "layer_norm", "epsilon": 0.75})", {2}));
  bench.set("scale", {1, 1});
  bench.set("shift", {0, 0});
  // Variance 0.25, so the divisor is 1.
  const Numbers y = bench.forward(Numbers({1, 2}, std::vector<double>{3, 4}), Tape::Mode::training);
  CHECK(y == Numbers({1, 2}, std::vector<double>{-0.5, 0.5}));
  Workbench single(layer_from(R"({"type": "layer_norm"})", {1}));
  single.set("shift", {7});
  CHECK(single.forward(Numbers({2, 1}, std::vector<double>{3, -1e6}), Tape::Mode::training) ==
        Numbers({2, 1}, std::vector<double>{7, 7}));
}

TEST_CASE("layer_norm agrees with plain loops, on each row of the last axis") {
  Workbench bench(layer_from(R"({"type": "layer_norm"})", {3, 37}), 1 << 16);
  const Numbers x = Numbers::random({41, 3, 37}, 2);
  const Tensor g = bench.value(bench.param("scale")), b = bench.value(bench.param("shift"));
  const Numbers y = bench.forward(x, Tape::Mode::training);
  for (int64_t i = 0; i < 41 * 3; ++i) {
    double mean = 0, variance = 0;
    for (int64_t j = 0; j < 37; ++j) mean += x.at(i * 37 + j) / 37;
    for (int64_t j = 0; j < 37; ++j) variance += std::pow(x.at(i * 37 + j) - mean, 2) / 37;
    for (int64_t j = 0; j < 37; ++j) {
      const double z = (x.at(i * 37 + j) - mean) / std::sqrt(variance + 1e-5);
      const double expected = static_cast<double>(g[j]) * z + static_cast<double>(b[j]);
      REQUIRE(y.at(i * 37 + j) == doctest::Approx(expected).epsilon(1e-4));
    }
  }
}
