// Numbers worked by hand.
#include <cmath>

#include <doctest/doctest.h>

#include "losses/workbench.h"

using namespace aimodel;

TEST_CASE("squared error is the mean over the targets of a row") {
  const Workbench bench = row_of(loss_of("squared_error"), {3, 1}, {1, 2});
  CHECK(bench.sum == near(2.5));  // (4 + 1) / 2
  CHECK(bench.dz[0] == near(2));
  CHECK(bench.dz[1] == near(-1));
}

TEST_CASE("half squared error is half the sum over the targets of a row") {
  const Workbench bench = row_of(loss_of("half_squared_error"), {3, 1}, {1, 2});
  CHECK(bench.sum == near(2.5));
  CHECK(bench.dz[0] == near(2));
  CHECK(bench.dz[1] == near(-1));
  CHECK(row_of(loss_of("half_squared_error"), {3}, {1}).sum == near(2));
}

TEST_CASE("absolute error has slopes of one size, and none where nothing is wrong") {
  const Workbench bench = row_of(loss_of("absolute_error"), {3, 1, 2, 0}, {1, 2, 2, 0});
  CHECK(bench.sum == near(0.75));
  CHECK(bench.dz == reals({0.25, -0.25, 0, 0}));
}

TEST_CASE("huber is half a square inside delta and a line outside") {
  const Workbench bench = row_of(loss_of("huber", R"(, "delta": 2)"), {1, 5, -5, 2}, {0, 0, 0, 0});
  CHECK(bench.sum == near((0.5 + 8 + 8 + 2) / 4));  // 2 (5 - 1) = 8
  CHECK(bench.dz == reals({0.25, 0.5, -0.5, 0.5}));
}

TEST_CASE("quantile 0.9 punishes what is too low nine times as hard") {
  const Workbench bench = row_of(loss_of("quantile", R"(, "quantile": 0.9)"), {0, 2, 1}, {1, 1, 1});
  CHECK(bench.sum == near((0.9 + 0.1) / 3));
  CHECK(bench.dz[0] == near(-0.3));
  CHECK(bench.dz[1] == near(0.1 / 3));
  CHECK(bench.dz[2] == 0);
}

TEST_CASE("poisson takes the logarithm of the expected count") {
  Workbench bench = row_of(loss_of("poisson"), {0, std::log(2.0)}, {3, 2});
  CHECK(bench.sum == near((1 + 2 - 2 * std::log(2.0)) / 2));
  CHECK(bench.dz[0] == near(-1));
  CHECK(bench.dz[1] == doctest::Approx(0));
  bench.loss->predict(bench.outputs());
  CHECK(bench.z[0] == near(1));
  CHECK(bench.z[1] == near(2));
}

TEST_CASE("poisson goes on as a line where the exponential leaves all counts behind") {
  Workbench bench = row_of(loss_of("poisson"), {50}, {0});
  CHECK(bench.sum / std::exp(40.0) == near(11));
  CHECK(bench.dz[0] / std::exp(40.0) == near(1));
  bench.loss->predict(bench.outputs());
  CHECK(bench.z[0] / std::exp(40.0) == near(1));
}

TEST_CASE("poisson refuses targets below 0, other losses none") {
  CHECK(loss_of("poisson")->refuses(-1) ==
        std::string("the poisson loss needs counts, not below 0"));
  CHECK(loss_of("poisson")->refuses(0) == nullptr);
  CHECK(loss_of("squared_error")->refuses(-1) == nullptr);
}

TEST_CASE("predictions of numbers are the outputs") {
  Workbench bench = row_of(loss_of("huber"), {-2, 7}, {0, 0});
  bench.loss->predict(bench.outputs());
  CHECK(bench.z == reals({-2, 7}));
}
