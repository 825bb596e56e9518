// What rows held back do to a training: they say which epoch was the best and when to stop, and
// nothing else.
#include <algorithm>
#include <limits>

#include <doctest/doctest.h>

#include "workbench.h"

using namespace aimodel;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

EarlyStopping watching(const std::string& options, bool with_validation = true) {
  const Bench bench(fmt::format(R"({{
      "inputs": [{{"columns": ["x"], "type": "number"}}],
      "outputs": [{{"column": "kind", "type": "category"}}],
      "training": {{"early_stopping": {}}}}})",
                                options),
                    {{{"x", {1, 2}}}, {{"kind", {"a", "b"}}}});
  return EarlyStopping(bench.model->spec, bench.model->preprocessing.outputs(), with_validation);
}

// Shows the values epoch by epoch. One letter each: whether it was the best so far (B) or not (b),
// and a full stop where patience has ended.
std::string watch(EarlyStopping stopping, const std::vector<double>& values) {
  std::string said;
  for (const double value : values) {
    EpochInfo info;
    info.loss = value;
    Measure measure = stopping.watched();
    measure.value.value = value;
    if (std::isnan(value)) measure.value.reason = "undefined";
    // Another one, which says the opposite, is not looked at.
    Measure other = measure;
    other.name = "other";
    other.value.value = -value;
    info.validation = {other, measure, other};
    said += stopping.improves(info) ? "B" : "b";
    if (stopping.exhausted()) return said + ".";
  }
  return said;
}

}  // namespace

TEST_CASE("early stopping knows which direction is better, and what is no change") {
  CHECK(watch(watching(R"({"patience": 2})"), {3, 2, 2.5, 1, 1, 1, 0}) == "BBbBbb.");
  CHECK(watch(watching(R"({"patience": 2, "metric": "accuracy"})"), {.3, .2, .4, .4, .3, .9}) ==
        "BbBbb.");
  CHECK(watch(watching(R"({"patience": 1})"), {1, 0.5, 0.5}) == "BBb.");
  CHECK(watch(watching(R"({"patience": 1})"), {1, 1}) == "Bb.");
  CHECK(watch(watching("{}"), {1, 2, 2, 2, 2, 2}) == "Bbbbbb.");  // patience is 5
  CHECK(watch(watching("{}"), {1, 2, 2, 2, 2}) == "Bbbbb");
}

TEST_CASE("patience counts from the last change that was large enough, the best is the best") {
  const auto quarter = [](const std::vector<double>& values) {
    return watch(watching(R"({"patience": 2, "minimum_change": 0.25})"), values);
  };
  CHECK(quarter({2, 1.75, 1.5}) == "BBB");         // as large as asked for is not more: waits,
  CHECK(quarter({2, 1.75, 1.75, 1.5}) == "BBb.");  // so that this is the second epoch of waiting;
  CHECK(quarter({2, 1.7, 1.6, 1.44, 1.4}) == "BBBBB");  // together they may be enough
  CHECK(quarter({2, 1.9, 1.8, 1.7}) == "BBB.");
  CHECK(quarter({2, 1.9, 1.7, 1.6, 1.5}) == "BBBBB.");
}

TEST_CASE("a value that is not defined is never the best") {
  CHECK(watch(watching(R"({"patience": 2})"), {kNan, 5, kNan, 4, kNan, kNan, 1}) == "bBbBbb.");
  CHECK(watch(watching(R"({"patience": 2, "metric": "auc"})"), {kNan, .5, kNan, .6, kNan, kNan}) ==
        "bBbBbb.");
  CHECK(watch(watching(R"({"patience": 2})"), {kNan, kNan, 1}) == "bb.");
}

TEST_CASE("without validation rows the training loss is watched") {
  CHECK(watch(watching(R"({"patience": 2})", false), {3, 2, 2.5, 1, 1, 1, 0}) == "BBbBbb.");
}

namespace {

// x = 1, -1, 1, ... and y = 1 in all rows, w = b = 0 at first, a rate of 1/16: w has no slope, and
// each step takes an eighth off the distance of z = b to 1, so that after epoch t it is
// z_t = 1 - (7/8)^t.
std::string approach(const std::string& more, double rate = 0.0625) {
  return fmt::format(
      R"({{"inputs": [{{"columns": ["x"], "type": "number", "scaling": "none"}}],
           "outputs": [{{"column": "y", "type": "number", "scaling": "none"}}],
           "training": {{"epochs": 20, "batch_size": 4, "sample_weight": "w",
                         "optimizer": {{"type": "sgd", "learning_rate": {}}}, {}}}}})",
      rate, more);
}
Rows ones(const std::vector<double>& y, const std::vector<double>& w) {
  std::vector<double> x;
  for (size_t i = 0; i < y.size(); ++i) x.push_back(i % 2 == 0 ? 1 : -1);
  return {{{"x", x}, {"y", y}, {"w", w}}};
}
double after(int epochs) {
  return 1 - std::pow(0.875, epochs);
}

}  // namespace

TEST_CASE("the best epoch's weights come back, and training ends when patience does") {
  Bench bench(approach(R"("early_stopping": {"patience": 3})"), ones({1, 1, 1, 1}, {1, 1, 1, 1}));
  for (real& one : bench.model->parameters.values()) one = 0;
  // The mean target is 0.5, by weight: z is nearest to it after epoch 5.
  const Dataset validation = bench.others(ones({0.5, 0.2, 1.4}, {4, 3, 1}));
  const double mean = (0.5 * 4 + 0.2 * 3 + 1.4) / 8;
  const TrainResult result = train(*bench.model, bench.rows, validation, {});
  CHECK(result.best_epoch == 5);
  CHECK(result.reason == StopReason::early_stopping);
  REQUIRE(result.history.size() == 8);
  CHECK(bench.parameter("outputs.0.weight")[0] == 0);
  CHECK(bench.parameter("outputs.0.bias")[0] == doctest::Approx(after(5)).epsilon(1e-5));
  for (int epoch = 1; epoch <= 8; ++epoch) {
    const EpochInfo& info = result.history[static_cast<size_t>(epoch - 1)];
    CAPTURE(epoch);
    CHECK(info.best == (epoch <= 5));
    // The training loss is that before the epoch's step, the validation loss that after it.
    const double before = after(epoch - 1) - 1, z = after(epoch);
    CHECK(info.loss == doctest::Approx(before * before).epsilon(1e-4));
    const double loss =
        (4 * std::pow(z - 0.5, 2) + 3 * std::pow(z - 0.2, 2) + std::pow(z - 1.4, 2)) / 8;
    REQUIRE(info.validation.at(0).name == "loss");
    CHECK(info.validation[0].value.value == doctest::Approx(loss).epsilon(1e-4));
  }
  CHECK(mean == doctest::Approx(0.5));
}

TEST_CASE("the last epoch's weights stay where there are no validation rows or it was the best") {
  for (const bool with_validation : {false, true}) {
    CAPTURE(with_validation);
    Bench bench(approach(R"("early_stopping": {"patience": 3})"), ones({1, 1}, {1, 1}));
    for (real& one : bench.model->parameters.values()) one = 0;
    const Dataset validation = bench.others(ones({1}, {1}));
    const TrainResult result =
        train(*bench.model, bench.rows, with_validation ? validation : Dataset{}, {});
    CHECK(result.reason == StopReason::finished);
    CHECK(result.history.size() == 20);
    CHECK(result.best_epoch == 20);
    CHECK(bench.parameter("outputs.0.bias")[0] == doctest::Approx(after(20)).epsilon(1e-5));
  }
}

TEST_CASE("without validation rows the weights are the last ones, though the loss rises") {
  // Each step overshoots: the distance to 1 is multiplied with 1 - 2 * 1.125 = -1.25.
  Bench bench(approach(R"("early_stopping": null)", 1.125), ones({1, 1}, {1, 1}));
  for (real& one : bench.model->parameters.values()) one = 0;
  const TrainResult result = train(*bench.model, bench.rows, {}, {});
  CHECK(result.best_epoch == 20);
  CHECK(result.history.at(19).loss > result.history.at(0).loss);
  CHECK(bench.parameter("outputs.0.bias")[0] ==
        doctest::Approx(1 - std::pow(-1.25, 20)).epsilon(1e-4));
}

TEST_CASE("without patience all epochs are done, and the best one's weights still come back") {
  Bench bench(approach(R"("early_stopping": null)"), ones({1, 1}, {1, 1}));
  for (real& one : bench.model->parameters.values()) one = 0;
  const TrainResult result = train(*bench.model, bench.rows, bench.others(ones({0.5}, {1})), {});
  CHECK(result.reason == StopReason::finished);
  CHECK(result.history.size() == 20);
  CHECK(result.best_epoch == 5);
  CHECK(bench.parameter("outputs.0.bias")[0] == doctest::Approx(after(5)).epsilon(1e-5));
}

namespace {

const std::string kNoisySpec = R"({
  "inputs": [{"columns": ["x"], "type": "number"}],
  "network": [{"type": "dense", "units": 6, "activation": "tanh"}, {"type": "batch_norm"},
              {"type": "dropout", "rate": 0.5}],
  "outputs": [{"column": "y", "type": "number"}],
  "training": {"epochs": 1, "batch_size": 8}
})";

Rows noisy_rows() {
  return {{{"x", noise("x", 40)}, {"y", noise("y", 40)}}};
}

}  // namespace

TEST_CASE("validation rows are measured as predictions are made, and leave no trace in an epoch") {
  Bench without(kNoisySpec, noisy_rows()), with(kNoisySpec, noisy_rows()),
      other(kNoisySpec, noisy_rows());
  const Rows held{{{"x", {1e3, -5, 7}}, {"y", {-1e4, 3, 1}}}};
  const Rows else_where{{{"x", {0.5, 1}}, {"y", {0, 1}}}};
  train(*without.model, without.rows, {}, {});
  const Dataset validation = with.others(held);
  const TrainResult result = train(*with.model, with.rows, validation, {});
  train(*other.model, other.rows, other.others(else_where), {});
  CHECK(with.values() == without.values());
  CHECK(other.values() == without.values());
  double loss = 0;
  Predictor(*with.model).predict(validation, &loss);
  CHECK(result.history.at(0).validation.at(0).value.value == loss);
  // The training loss is not: it is that of the noisy passes.
  Predictor(*with.model).predict(with.rows, &loss);
  CHECK(result.history[0].loss != doctest::Approx(loss).epsilon(1e-3));
}

TEST_CASE("the loss of validation rows sums the outputs' means by their loss weights") {
  Bench bench(R"({
    "inputs": [{"columns": ["x"], "type": "number", "scaling": "none"}],
    "outputs": [{"column": "y", "type": "number", "scaling": "none", "loss_weight": 2},
                {"column": "v", "type": "number", "scaling": "none", "loss_weight": 0.5}],
    "training": {"epochs": 1, "optimizer": {"type": "sgd", "learning_rate": 1e-12}}})",
              {{{"x", {1, 2}}, {"y", {1, 3}}, {"v", {2, 2}}}});
  for (real& one : bench.model->parameters.values()) one = 0;  // so that z is 0
  const TrainResult result = train(*bench.model, bench.rows, bench.rows, {});
  const EpochInfo& info = result.history.at(0);
  // Means of the squares: (1 + 9) / 2 and (4 + 4) / 2.
  CHECK(info.loss == doctest::Approx(2 * 5 + 0.5 * 4));
  CHECK(info.validation.at(0).value.value == doctest::Approx(2 * 5 + 0.5 * 4));
}
