#include <cmath>

#include "layers/workbench.h"

using namespace aimodel;

TEST_CASE("softmax: numbers worked by hand") {
  Workbench bench(layer_from(R"({"type": "softmax"})", {3}));
  const double ln2 = std::log(2.0);
  const Numbers x({2, 3}, std::vector<double>{0, ln2, ln2,  //
                                              7, 7, 7});
  const std::vector<double> expected{0.2, 0.4, 0.4, 1.0 / 3, 1.0 / 3, 1.0 / 3};
  for (const auto mode : {Tape::Mode::inference, Tape::Mode::training}) {
    const Numbers y = bench.forward(x, mode);
    for (int64_t i = 0; i < 6; ++i) {
      CHECK(y.at(i) == doctest::Approx(expected[static_cast<size_t>(i)]));
    }
  }
  // dx = y * (dy - sum(dy * y)); with dy = (1, 0, 0) the sum is 0.2.
  const Numbers dx = bench.backward(Numbers({2, 3}, std::vector<double>{1, 0, 0, 0, 0, 0}));
  CHECK(dx.at(0) == doctest::Approx(0.2 * 0.8));
  CHECK(dx.at(1) == doctest::Approx(-0.4 * 0.2));
  CHECK(dx.at(2) == doctest::Approx(-0.4 * 0.2));
  CHECK(dx.at(3) == 0);
}

TEST_CASE("softmax agrees with plain loops, on each row of the last axis") {
  Workbench bench(layer_from(R"({"type": "softmax"})", {3, 37}), 1 << 16);
  const Numbers x = Numbers::random({41, 3, 37}, 2);
  const Numbers y = bench.forward(x, Tape::Mode::training);
  for (int64_t i = 0; i < 41 * 3; ++i) {
    double total = 0;
    for (int64_t j = 0; j < 37; ++j) total += std::exp(x.at(i * 37 + j));
    for (int64_t j = 0; j < 37; ++j) {
      REQUIRE(y.at(i * 37 + j) ==
              doctest::Approx(std::exp(x.at(i * 37 + j)) / total).epsilon(1e-5));
    }
  }
}
