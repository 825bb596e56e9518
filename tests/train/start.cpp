// A model that is trained further: epoch 0 is what it was, and has to be beaten.
#include <cmath>
#include <functional>

#include <doctest/doctest.h>

#include "workbench.h"

using namespace aimodel;

namespace {

// y = 1 and x = 0 in all rows, so that the weight has no part: a step brings 1 - b to
// (1 - 2 rate) (1 - b).
Bench bench_with(const std::string& training, real b) {
  Bench bench(fmt::format(
                  R"({{"inputs": [{{"columns": ["x"], "type": "number", "scaling": "none"}}],
                       "outputs": [{{"column": "y", "type": "number", "scaling": "none"}}],
                       "training": {{"batch_size": 4, {}}}}})",
                  training),
              {{{"x", {0, 0, 0, 0}}, {"y", {1, 1, 1, 1}}}});
  bench.parameter("outputs.0.bias")[0] = b;
  return bench;
}

TrainResult go_on(Bench& bench, const Dataset& validation) {
  TrainOptions options;
  options.trained_before = true;
  return train(*bench.model, bench.rows, validation, options);
}

const std::string kWorse = R"("epochs": 3, "optimizer": {"type": "sgd", "learning_rate": 1.25})";
const std::string kBetter = R"("epochs": 3, "optimizer": {"type": "sgd", "learning_rate": 0.0625})";

}  // namespace

TEST_CASE("what no epoch beats is kept, to the bit") {
  for (const real b : {real{0.5}, real{1}}) {  // steps lead away; there is no way to be better
    Bench bench = bench_with(kWorse, b);
    const std::vector<real> before = bench.values();
    const TrainResult result = go_on(bench, bench.rows);
    CHECK(result.best_epoch == 0);
    CHECK(result.history.size() == 3);
    REQUIRE(result.start.has_value());
    CHECK(result.start->best);
    CHECK(std::isnan(result.start->loss));
    CHECK(result.start->validation[0].value.value == doctest::Approx((1 - b) * (1 - b)));
    CHECK(!result.history[0].best);
    CHECK(bench.values() == before);
  }
}

TEST_CASE("what an epoch beats is not kept, and training is what it would have been") {
  Bench bench = bench_with(kBetter, 0.5), anew = bench_with(kBetter, 0.5);
  const TrainResult result = go_on(bench, bench.rows);
  CHECK(result.best_epoch == 3);
  CHECK(result.history[2].validation[0].value.value ==
        doctest::Approx(std::pow(0.5 * std::pow(7.0 / 8, 3), 2)));
  const TrainResult other = train(*anew.model, anew.rows, anew.rows, {});
  CHECK(!other.start.has_value());
  CHECK(anew.values() == bench.values());
}

TEST_CASE("without validation rows nothing tells, and the last epoch is taken") {
  Bench bench = bench_with(kWorse, 0.5);
  const TrainResult result = go_on(bench, {});
  CHECK(!result.start.has_value());
  CHECK(result.best_epoch == 3);
}

TEST_CASE("patience counts from epoch 0 on, a schedule does not see it") {
  Bench bench = bench_with(kWorse + R"(, "early_stopping": {"patience": 2})", 0.5);
  const TrainResult result = go_on(bench, bench.rows);
  CHECK(result.reason == StopReason::early_stopping);
  CHECK(result.history.size() == 2);
  // Each epoch is worse than the one before. Two that are no better than epoch 1 have ended when
  // epoch 4 begins; seen from epoch 0 they would when epoch 3 does.
  Bench plateau = bench_with(R"("epochs": 4, "optimizer": {"type": "sgd", "learning_rate": 1.25},
      "schedule": {"type": "reduce_on_plateau", "patience": 1, "factor": 0.5})",
                             0.5);
  const TrainResult rates = go_on(plateau, plateau.rows);
  REQUIRE(rates.history.size() == 4);
  CHECK(rates.history[2].learning_rate == doctest::Approx(1.25));
  CHECK(rates.history[3].learning_rate == doctest::Approx(0.625));
}
