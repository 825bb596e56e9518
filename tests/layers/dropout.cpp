#include <cmath>

#include <fmt/format.h>

#include "layers/workbench.h"

using namespace aimodel;

TEST_CASE("dropout silences its share and scales up the others, in both directions") {
  for (const double rate : {0.1, 0.3, 0.5, 0.9}) {
    CAPTURE(rate);
    Workbench bench(layer_from(fmt::format(R"({{"type": "dropout", "rate": {}}})", rate), {1000}),
                    1 << 20);
    const Numbers x({100, 1000}, real{1});
    const Numbers y = bench.forward(x, Tape::Mode::training);
    const auto factor = static_cast<real>(1 / (1 - rate));
    int64_t silenced = 0;
    for (const real value : y.data) {
      if (value == 0) {
        ++silenced;
      } else {
        REQUIRE(value == doctest::Approx(factor));
      }
    }
    // 100,000 draws: four standard deviations.
    const double spread = 4 * std::sqrt(rate * (1 - rate) / 100000);
    CHECK(static_cast<double>(silenced) / 100000 == doctest::Approx(rate).epsilon(spread / rate));
    // The same ones are silenced and scaled on the way back.
    CHECK(bench.backward(Numbers({100, 1000}, real{1})) == y);
  }
}

TEST_CASE("dropout draws by the step's random numbers, each layer its own") {
  Workbench bench(layer_from(
      R"({"type": "parallel", "branches": [[{"type": "dropout"}], [{"type": "dropout"}]]})", {50}));
  const Numbers x({4, 50}, real{1});
  const Numbers y = bench.forward(x, Tape::Mode::training, 1);
  CHECK(bench.forward(x, Tape::Mode::training, 1) == y);
  CHECK_FALSE(bench.forward(x, Tape::Mode::training, 2) == y);
  bool same = true;
  for (int64_t i = 0; i < 4; ++i) {
    for (int64_t j = 0; j < 50; ++j) same = same && y.at(i * 100 + j) == y.at(i * 100 + 50 + j);
  }
  CHECK_FALSE(same);
}

TEST_CASE("dropout does nothing outside training, nor with rate 0") {
  const Numbers x = Numbers::random({3, 5}, 1);
  Workbench half(layer_from(R"({"type": "dropout"})", {5}));
  CHECK(half.forward(x, Tape::Mode::inference) == x);
  CHECK(half.forward(x, Tape::Mode::gradient) == x);
  CHECK(half.backward(x) == x);
  Workbench none(layer_from(R"({"type": "dropout", "rate": 0})", {5}));
  CHECK(none.forward(x, Tape::Mode::training) == x);
  CHECK(none.backward(x) == x);
}
