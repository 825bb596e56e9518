// Training steps through train() beside numbers worked by hand and beside a reference implementation.
#include <doctest/doctest.h>

#include "reference_training.h"
#include "workbench.h"

using namespace aimodel;

namespace {

// One row, beside one that weighs nothing so that no column is constant, and one step: x = (1, 2), y = 3, w = (1/2, -1/4), b = 1/2. So z = 1/2, the loss is
// (z - y)^2 = 25/4, and its slopes are dz = -5, dw = (-5, -10), db = -5, of length 5 sqrt(6).
struct OneStep {
  std::vector<real> w;
  real b;
  double loss;
};
OneStep one_step(const std::string& training) {
  const Bench bench(fmt::format(R"({{
    "inputs": [{{"columns": ["x1", "x2"], "type": "number", "scaling": "none"}}],
    "outputs": [{{"column": "y", "type": "number", "scaling": "none"}}],
    "training": {{"epochs": 1, "sample_weight": "weight", {}}}}})",
                                training),
                    {{{"x1", {1, 8}}, {"x2", {2, 9}}, {"y", {3, 7}}, {"weight", {1, 0}}}});
  const std::span<real> w = bench.parameter("outputs.0.weight"),
                        b = bench.parameter("outputs.0.bias");
  w[0] = real(0.5);
  w[1] = real(-0.25);
  b[0] = real(0.5);
  const TrainResult result = train(*bench.model, bench.rows, {}, {});
  return {{w.begin(), w.end()}, b[0], result.history.at(0).loss};
}

void check_step(const std::string& training, double w1, double w2, double b) {
  CAPTURE(training);
  const OneStep step = one_step(training);
  CHECK(step.loss == doctest::Approx(6.25).epsilon(1e-6));
  CHECK(step.w[0] == doctest::Approx(w1).epsilon(1e-6));
  CHECK(step.w[1] == doctest::Approx(w2).epsilon(1e-6));
  CHECK(step.b == doctest::Approx(b).epsilon(1e-6));
}

}  // namespace

TEST_CASE("one step of each optimizer, clipped and decayed, is that worked by hand") {
  const std::string sgd = R"("optimizer": {"type": "sgd", "learning_rate": 0.1})";
  check_step(sgd, 0.5 + 0.5, -0.25 + 1, 0.5 + 0.5);
  // The only step is one of a warm-up to full rate: half of it.
  check_step(sgd + R"(, "schedule": {"type": "cosine", "warmup": 0.9})", 0.75, 0.25, 0.75);
  const double unit = 0.1 / std::sqrt(150.0);
  check_step(sgd + R"(, "clip_norm": 1)", 0.5 + 5 * unit, -0.25 + 10 * unit, 0.5 + 5 * unit);
  check_step(sgd + R"(, "clip_norm": 12.2)", 0.5 + 12.2 * 5 * unit, -0.25 + 12.2 * 10 * unit,
             0.5 + 12.2 * 5 * unit);
  check_step(sgd + R"(, "clip_norm": 12.3)", 1, 0.75, 1);  // longer than the gradient
  check_step(sgd + R"(, "clip_value": 4)", 0.5 + 0.4, -0.25 + 0.4, 0.5 + 0.4);
  check_step(sgd + R"(, "clip_value": 7)", 1, -0.25 + 0.7, 1);
  // First the values, (-4, -4, -4), then the length of those, 4 sqrt(3).
  const double third = 0.2 / std::sqrt(3.0);
  check_step(sgd + R"(, "clip_value": 4, "clip_norm": 2)", 0.5 + third, -0.25 + third, 0.5 + third);
  // The gradient with its penalty: (-5 + 0.2 / 2, -10 - 0.2 / 4, -5). Clipped before it is added.
  check_step(R"("optimizer": {"type": "sgd", "learning_rate": 0.1, "weight_decay": 0.2})",
             0.5 + 0.49, -0.25 + 1.005, 1);
  check_step(
      R"("clip_value": 1, "optimizer": {"type": "sgd", "learning_rate": 0.1, "weight_decay": 0.2})",
      0.5 + 0.09, -0.25 + 0.105, 0.6);
  check_step(R"("optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9})", 1, 0.75, 1);
  check_step(
      R"("optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": true})",
      0.5 + 0.95, -0.25 + 1.9, 0.5 + 0.95);
  // The first step of these is the rate, whatever the gradient.
  check_step(R"("optimizer": {"type": "adam", "learning_rate": 0.1})", 0.6, -0.15, 0.6);
  check_step(R"("optimizer": {"type": "adagrad", "learning_rate": 0.1})", 0.6, -0.15, 0.6);
  check_step(R"("optimizer": {"type": "adamw", "learning_rate": 0.1, "weight_decay": 0.5})",
             0.95 * 0.5 + 0.1, 0.95 * -0.25 + 0.1, 0.6);
  // Of this one the rate over sqrt(1 - rho).
  check_step(R"("optimizer": {"type": "rmsprop", "learning_rate": 0.1, "rho": 0.75})", 0.7, -0.05,
             0.7);
}

namespace {

constexpr int64_t kRows = 11;

Rows example_rows() {
  Rows rows;
  for (const char* name : {"x1", "x2", "x3", "y", "v"})
    rows.numbers.emplace_back(name, noise(name, kRows));
  rows.numbers.emplace_back("weight", std::vector<double>{1, 2, 0.5, 1, 1, 3, 0, 1, 0.25, 2, 1});
  rows.texts.emplace_back(
      "kind", std::vector<std::string>{"a", "c", "b", "a", "a", "c", "b", "b", "a", "c", "a"});
  return rows;
}

// Trains the program and the reference implementation side by side and compares all parameters after each step,
// and the loss of each epoch.
void compare(const std::string& outputs, const std::string& training, const Rows& rows,
             std::vector<ReferenceTraining::Output> twin_outputs, int* clipped = nullptr,
             int* unclipped = nullptr) {
  const std::string text = fmt::format(
      R"({{"inputs": [{{"columns": ["x1", "x2", "x3"], "type": "number", "scaling": "none"}}],
           "outputs": [{}], "training": {{"shuffle": false, "sample_weight": "weight", {}}}}})",
      outputs, training);
  CAPTURE(text);
  const Bench bench(text, rows);
  std::vector<ReferenceTraining::Numbers> x(kRows);
  for (size_t i = 0; i < x.size(); ++i) {
    for (size_t k = 0; k < 3; ++k) x[i].push_back(rows.numbers[k].second[i]);
  }
  ReferenceTraining twin(bench.model->spec.training().json(), x, rows.numbers.back().second,
                         std::move(twin_outputs));
  for (const Param* param : bench.model->network.layout().params()) {
    auto& list = twin.values[param->name];
    for (const real w : bench.parameter(param->name)) list.push_back({w});
  }
  AfterStep callback([&](const StepInfo& info) {
    twin.step();
    for (const auto& [name, list] : twin.values) {
      const std::span<real> found = bench.parameter(name);
      for (size_t i = 0; i < list.size(); ++i) {
        if (std::abs(found[i] - list[i].w) <= 2e-5 * (1 + std::abs(list[i].w))) continue;
        FAIL_CHECK(fmt::format("epoch {} step {}: {}[{}] is {}, by hand {}", info.epoch, info.step,
                               name, i, found[i], list[i].w));
      }
    }
  });
  const TrainResult result = train(*bench.model, bench.rows, {}, {.callback = &callback});
  REQUIRE(result.history.size() == twin.losses.size());
  for (size_t i = 0; i < twin.losses.size(); ++i) {
    CHECK(result.history[i].loss == doctest::Approx(twin.losses[i]).epsilon(1e-4));
  }
  if (clipped != nullptr) *clipped += twin.clipped;
  if (unclipped != nullptr) *unclipped += twin.unclipped;
}

}  // namespace

TEST_CASE("every optimizer with every schedule, clip and decay walks with the reference") {
  const Rows rows = example_rows();
  const ReferenceTraining::Output y{"outputs.0", rows.numbers[3].second};
  const char* const optimizers[] = {
      R"("type": "sgd", "learning_rate": 0.3)",
      R"("type": "sgd", "learning_rate": 0.1, "momentum": 0.8)",
      R"("type": "sgd", "learning_rate": 0.1, "momentum": 0.7, "nesterov": true)",
      R"("type": "adam", "learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.01)",
      R"("type": "adamw", "learning_rate": 0.1, "beta_1": 0.8, "beta_2": 0.95, "epsilon": 0.01)",
      R"("type": "adagrad", "learning_rate": 0.2, "epsilon": 0.1)",
      R"("type": "rmsprop", "learning_rate": 0.05, "rho": 0.8, "epsilon": 0.1)",
      R"("type": "rmsprop", "learning_rate": 0.02, "rho": 0.8, "momentum": 0.6, "epsilon": 0.1)"};
  const char* const schedules[] = {
      R"({"type": "constant"})",
      R"({"type": "step", "epochs": 2, "gamma": 0.5})",
      R"({"type": "exponential", "gamma": 0.6})",
      R"({"type": "cosine", "minimum": 0.1})",
      R"({"type": "cosine", "warmup": 0.4})",
      R"({"type": "one_cycle", "warmup": 0.4, "start_divisor": 5, "end_divisor": 10})",
      R"({"type": "reduce_on_plateau", "patience": 0, "factor": 0.4, "minimum_change": 0.9})",
      R"({"type": "reduce_on_plateau", "patience": 1, "factor": 0.4, "minimum": 0.3,
          "minimum_change": 0.9})"};
  const char* const clips[] = {"", R"(, "clip_norm": 1.5)", R"(, "clip_value": 0.5)",
                               R"(, "clip_value": 0.6, "clip_norm": 1)"};
  int clipped = 0, unclipped = 0;
  for (const char* optimizer : optimizers) {
    for (const char* schedule : schedules) {
      for (const char* clip : clips) {
        for (const char* decay : {"0", "0.3"}) {
          compare(R"({"column": "y", "type": "number", "scaling": "none"})",
                  fmt::format(R"("epochs": 5, "batch_size": 4, "schedule": {},
                                 "optimizer": {{{}, "weight_decay": {}}}{})",
                              schedule, optimizer, decay, clip),
                  rows, {y}, &clipped, *clip == 0 ? nullptr : &unclipped);
        }
      }
    }
  }
  CHECK(clipped > 1000);   // the clips had something to do,
  CHECK(unclipped > 100);  // and did nothing where they had not
}

TEST_CASE("losses of several outputs, with weights of outputs, rows and classes") {
  const Rows rows = example_rows();
  double all = 0;
  std::vector<double> of_class(3), target;
  for (size_t i = 0; i < kRows; ++i) {
    target.push_back(rows.texts[0].second[i][0] - 'a');
    all += rows.numbers[5].second[i];
    of_class[static_cast<size_t>(target.back())] += rows.numbers[5].second[i];
  }
  const std::pair<const char*, std::vector<double>> class_weights[] = {
      {"null", {}},
      {R"({"a": 2, "c": 0.25})", {2, 1, 0.25}},
      {R"("balanced")",
       {all / (3 * of_class[0]), all / (3 * of_class[1]), all / (3 * of_class[2])}}};
  const char* const batches[] = {R"("batch_size": 4)", R"("batch_size": 2, "accumulate": 3)",
                                 R"("batch_size": 100)"};
  const std::string y =
      R"({"column": "y", "type": "number", "scaling": "none", "loss_weight": 0.5})";
  const std::string v = R"({"column": "v", "type": "number", "scaling": "none", "loss_weight": 0})";
  for (const auto& [text, factors] : class_weights) {
    const std::string kind = fmt::format(
        R"({{"column": "kind", "type": "category", "loss_weight": 3,
             "loss": {{"type": "cross_entropy", "class_weights": {}}}}})",
        text);
    for (const char* batch : batches) {
      const std::string training = fmt::format(
          R"({}, "epochs": 4, "clip_norm": 2,
             "optimizer": {{"type": "adam", "learning_rate": 0.1}})",
          batch);
      ReferenceTraining::Output a{"outputs.0", rows.numbers[3].second, 0, {}, 0.5};
      ReferenceTraining::Output b{"outputs.1", target, 3, factors, 3};
      const ReferenceTraining::Output c{"outputs.2", rows.numbers[4].second, 0, {}, 0};
      compare(y + "," + kind + "," + v, training, rows, {a, b, c});
      std::swap(a.name, b.name);
      compare(kind + "," + y + "," + v, training, rows, {b, a, c});
    }
  }
}
