// What must, and what must not, make a difference to a training. Orders and masks are read off the
// weights that a step has moved, so that they are seen as learning sees them.
#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "workbench.h"

using namespace aimodel;

namespace {

Rows wave(int64_t count) {
  return {{{"x1", noise("x1", count)}, {"x2", noise("x2", count)}, {"y", noise("y", count)}}};
}

std::string spec_text(const std::string& network, const std::string& training,
                      const std::string& output = "") {
  return fmt::format(
      R"({{"inputs": [{{"columns": ["x1", "x2"], "type": "number", "scaling": "none"}}],
           "network": [{}],
           "outputs": [{{"column": "y", "type": "number", "scaling": "none"{}}}],
           "training": {{{}}}}})",
      network, output, training);
}

// The parameters after training, which begins with `first` where that is given.
std::vector<real> trained(const std::string& spec, const Rows& rows,
                          const std::vector<real>& first = {}) {
  const Bench bench(spec, rows);
  std::copy(first.begin(), first.end(), bench.model->parameters.values().begin());
  train(*bench.model, bench.rows, {}, {});
  return bench.values();
}

const std::string kDense = R"({"type": "dense", "units": 5, "activation": "tanh"})";
const std::string kNoisy = kDense + R"(, {"type": "dropout", "rate": 0.3}, {"type": "batch_norm"})";
const std::string kEpochs = R"("epochs": 3, "batch_size": 8, )";
const std::string kAdam = R"("optimizer": {"type": "adam", "learning_rate": 0.05})";

// Columns c0, c1, ... of `count` rows, each with a 1 in the row of its number and 0 elsewhere.
Rows unit_rows(int64_t count) {
  Rows rows;
  for (int64_t k = 0; k < count; ++k) {
    std::vector<double> column(static_cast<size_t>(count));
    column[static_cast<size_t>(k)] = 1;
    rows.numbers.emplace_back(fmt::format("c{}", k), column);
  }
  rows.numbers.emplace_back("y", std::vector<double>(static_cast<size_t>(count), 100));
  return rows;
}

// Which rows were in each step, by the weights that moved: each row has one of its own.
std::vector<std::vector<int64_t>> rows_of_steps(const std::string& training) {
  const Bench bench(
      fmt::format(R"({{"inputs": [{{"columns": ["c*"], "type": "number", "scaling": "none"}}],
                       "outputs": [{{"column": "y", "type": "number", "scaling": "none"}}],
                       "training": {{"optimizer": {{"type": "sgd", "learning_rate": 0.001}}, {}}}}})",
                  training),
      unit_rows(20));
  const std::span<real> w = bench.parameter("outputs.0.weight");
  std::vector<real> before(w.begin(), w.end());
  std::vector<std::vector<int64_t>> steps;
  AfterStep callback([&](const StepInfo&) {
    auto& moved = steps.emplace_back();
    for (size_t i = 0; i < before.size(); ++i) {
      if (w[i] != before[i]) moved.push_back(static_cast<int64_t>(i));
      before[i] = w[i];
    }
  });
  train(*bench.model, bench.rows, {}, {.callback = &callback});
  return steps;
}

std::vector<int64_t> order_of_epoch(const std::vector<std::vector<int64_t>>& steps, size_t epoch,
                                    size_t in_epoch) {
  std::vector<int64_t> order;
  for (size_t i = epoch * in_epoch; i < (epoch + 1) * in_epoch; ++i) {
    order.insert(order.end(), steps.at(i).begin(), steps.at(i).end());
  }
  return order;
}

std::vector<int64_t> sorted(std::vector<int64_t> list) {
  std::ranges::sort(list);
  return list;
}

// Which of 64 inputs, all 1 but in the first row, each pass's dropout kept, and what it made of them: the weights that
// one row's step moved, and how far beside the bias.
struct Masks {
  std::vector<std::vector<bool>> kept;
  double scale = 0;
};
Masks masks(const std::string& network, const std::string& training, double learning_rate = 0.001) {
  Rows rows;
  for (int k = 0; k < 64; ++k) {
    rows.numbers.emplace_back(fmt::format("c{}", k), std::vector<double>{2, 1, 1, 1, 1, 1});
  }
  rows.numbers.emplace_back("y", std::vector<double>(6, 100));
  const Bench bench(fmt::format(
                        R"({{"inputs": [{{"columns": ["c*"], "type": "number", "scaling": "none"}}],
               "network": [{}],
               "outputs": [{{"column": "y", "type": "number", "scaling": "none"}}],
               "training": {{"optimizer": {{"type": "sgd", "learning_rate": {}}}, {}}}}})",
                        network, learning_rate, training),
                    rows);
  const std::span<real> w = bench.parameter("outputs.0.weight");
  const std::span<real> b = bench.parameter("outputs.0.bias");
  std::vector<real> before(w.begin(), w.end());
  real bias = b[0];
  Masks result;
  AfterStep callback([&](const StepInfo&) {
    auto& kept = result.kept.emplace_back();
    for (size_t i = 0; i < before.size(); ++i) {
      kept.push_back(w[i] != before[i]);
      if (kept.back()) result.scale = (w[i] - before[i]) / (b[0] - bias);
      before[i] = w[i];
    }
    bias = b[0];
  });
  train(*bench.model, bench.rows, {}, {.callback = &callback});
  return result;
}

}  // namespace

TEST_CASE("an epoch takes every row once, in an order of its own, which the seed decides") {
  const std::string one = R"("epochs": 3, "batch_size": 1)";
  const auto steps = rows_of_steps(one);
  REQUIRE(steps.size() == 60);
  std::vector<int64_t> in_file(20);
  std::iota(in_file.begin(), in_file.end(), 0);
  std::set<std::vector<int64_t>> orders{in_file};
  for (size_t epoch = 0; epoch < 3; ++epoch) {
    const std::vector<int64_t> order = order_of_epoch(steps, epoch, 20);
    CHECK(sorted(order) == in_file);
    CHECK(orders.insert(order).second);  // seen for the first time
  }
  CHECK(orders.insert(order_of_epoch(rows_of_steps(one + R"(, "seed": 2)"), 0, 20)).second);
  CHECK(rows_of_steps(one) == steps);
  CHECK(order_of_epoch(rows_of_steps(one + R"(, "shuffle": false)"), 0, 20) == in_file);
  CHECK(order_of_epoch(rows_of_steps(one + R"(, "shuffle": false)"), 2, 20) == in_file);
}

TEST_CASE("batches are runs of the epoch's order, the last one with what is left") {
  const auto alone = rows_of_steps(R"("epochs": 2, "batch_size": 1)");
  const std::pair<const char*, size_t> batches[] = {{R"("batch_size": 6)", 6},
                                                    {R"("batch_size": 3, "accumulate": 2)", 6},
                                                    {R"("batch_size": 50)", 20}};
  for (const auto& [text, size] : batches) {
    CAPTURE(text);
    const auto steps = rows_of_steps(std::string(R"("epochs": 2, )") + text);
    const size_t in_epoch = (20 + size - 1) / size;
    REQUIRE(steps.size() == 2 * in_epoch);
    for (size_t step = 0; step < steps.size(); ++step) {
      const std::vector<int64_t> order = order_of_epoch(alone, step / in_epoch, 20);
      const size_t first = step % in_epoch * size;
      const size_t last = std::min<size_t>(first + size, 20);
      CHECK(steps[step] == sorted({order.begin() + static_cast<int64_t>(first),
                                   order.begin() + static_cast<int64_t>(last)}));
    }
  }
}

TEST_CASE("each step of each epoch has a dropout mask of its own, which the seed decides") {
  const std::string dropout = R"({"type": "dropout", "rate": 0.25})";
  const std::string one = R"("epochs": 3, "batch_size": 1, "shuffle": false)";
  const Masks found = masks(dropout, one);
  REQUIRE(found.kept.size() == 18);
  CHECK(found.scale == doctest::Approx(1 / 0.75).epsilon(1e-3));
  std::set<std::vector<bool>> seen;
  int64_t kept = 0;
  for (const auto& mask : found.kept) {
    CHECK(seen.insert(mask).second);
    kept += std::ranges::count(mask, true);
  }
  CHECK(kept > 18 * 64 * 0.68);  // five standard deviations of 1,152 draws are 0.064
  CHECK(kept < 18 * 64 * 0.82);
  CHECK(masks(dropout, one).kept == found.kept);
  CHECK(seen.insert(masks(dropout, one + R"(, "seed": 2)").kept.at(0)).second);
  // Passes of one step draw anew, too: what two kept together is more than one can.
  const Masks added = masks(dropout, R"("epochs": 1, "batch_size": 1, "accumulate": 6)");
  REQUIRE(added.kept.size() == 1);
  CHECK(std::ranges::count(added.kept[0], true) == 64);
  // Two layers of a pass do not drop the same: both keep 0.75 * 0.75 of the inputs.
  const Masks both = masks(dropout + "," + dropout, one);
  kept = 0;
  for (const auto& mask : both.kept) kept += std::ranges::count(mask, true);
  CHECK(kept < 18 * 64 * 0.65);
  CHECK(both.scale == doctest::Approx(1 / (0.75 * 0.75)).epsilon(1e-3));
}

TEST_CASE("what is switched off or far away changes no bit") {
  const Rows rows = wave(30);
  const std::string base = kEpochs + kAdam;
  const std::vector<real> expected = trained(spec_text(kNoisy, base), rows);
  CHECK(trained(spec_text(kNoisy, base), rows) == expected);
  for (const char* more : {R"(, "clip_norm": 1e30)", R"(, "clip_value": 1e30)",
                           R"(, "accumulate": 1)", R"(, "schedule": {"type": "step", "epochs": 3})",
                           R"(, "schedule": {"type": "exponential", "gamma": 1})",
                           R"(, "schedule": {"type": "reduce_on_plateau", "patience": 100})",
                           R"(, "early_stopping": {"patience": 100})"}) {
    CAPTURE(more);
    CHECK(trained(spec_text(kNoisy, base + more), rows) == expected);
  }
  for (const char* more : {R"(, "clip_norm": 0.01)", R"(, "clip_value": 0.001)",
                           R"(, "schedule": {"type": "step", "epochs": 2})", R"(, "seed": 2)"}) {
    CAPTURE(more);
    CHECK(trained(spec_text(kNoisy, base + more), rows) != expected);
  }
}

TEST_CASE("dropout of rate 0 is no layer") {
  const Rows rows = wave(30);
  const std::string training = kEpochs + kAdam;
  const std::string dense = R"(, {"type": "dense", "units": 4})";
  const std::vector<real> first = Bench(spec_text(kDense + dense, training), rows).values();
  const std::string zero = kDense + R"(, {"type": "dropout", "rate": 0})" + dense;
  CHECK(trained(spec_text(zero, training), rows, first) ==
        trained(spec_text(kDense + dense, training), rows, first));
}

TEST_CASE("factors that cancel each other change no bit") {
  const Rows rows = wave(30);
  const auto sgd = [&](const char* rate, const char* loss_weight) {
    return trained(spec_text(kNoisy,
                             fmt::format(R"({}"optimizer": {{"type": "sgd", "learning_rate": {}}})",
                                         kEpochs, rate),
                             fmt::format(R"(, "loss_weight": {})", loss_weight)),
                   rows);
  };
  CHECK(sgd("0.0625", "4") == sgd("0.25", "1"));
  CHECK(sgd("0.0625", "4") != sgd("0.0625", "1"));

  Rows weighed = rows;
  weighed.numbers.emplace_back("w", std::vector<double>(30, 8));
  const std::string training = kEpochs + kAdam;
  CHECK(trained(spec_text(kNoisy, training + R"(, "sample_weight": "w")"), weighed) ==
        trained(spec_text(kNoisy, training), rows));
}

TEST_CASE("a row of weight 3 is that row three times, and its place in the file does not matter") {
  const std::string all = R"("epochs": 20, "batch_size": 64, )" + kAdam;
  const auto close = [](const std::vector<real>& a, const std::vector<real>& b) {
    REQUIRE(a.size() == b.size());
    for (size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-3));
  };
  const Rows rows = wave(12);
  Rows weighed = rows, repeated = rows, reversed = rows;
  weighed.numbers.emplace_back("w", std::vector<double>(12, 1));
  weighed.numbers.back().second[4] = 3;
  for (auto& [name, values] : repeated.numbers) values.insert(values.end(), 2, values[4]);
  for (auto& [name, values] : reversed.numbers) std::ranges::reverse(values);
  close(trained(spec_text(kDense, all + R"(, "sample_weight": "w")"), weighed),
        trained(spec_text(kDense, all), repeated));
  close(trained(spec_text(kDense, all), reversed), trained(spec_text(kDense, all), rows));
}

TEST_CASE("decay takes from weights alone: biases, norms and statistics stay") {
  Rows rows = wave(8);
  rows.texts.emplace_back("c", std::vector<std::string>{"a", "b", "a", "c", "b", "a", "c", "b"});
  const char* const optimizers[] = {
      R"("type": "sgd", "learning_rate": 0.125)", R"("type": "adamw", "learning_rate": 0.125)",
      R"("type": "adam", "learning_rate": 0.01)", R"("type": "adagrad", "learning_rate": 0.01)",
      R"("type": "rmsprop", "learning_rate": 0.01)"};
  for (const char* optimizer : optimizers) {
    CAPTURE(optimizer);
    const Bench bench(fmt::format(R"({{
          "inputs": [{{"columns": ["x1", "x2"], "type": "number"}},
                     {{"column": "c", "type": "category", "encoding": "embedding", "units": 2}}],
          "network": [{{"type": "dense", "units": 4}}, {{"type": "layer_norm"}},
                      {{"type": "batch_norm"}}],
          "outputs": [{{"column": "y", "type": "number"}}],
          "training": {{"epochs": 2, "batch_size": 4,
                        "optimizer": {{{}, "weight_decay": 0.5}}}}}})",
                                  optimizer),
                      rows);
    // No row weighs anything, so that there is no gradient but the decay's.
    Dataset data = bench.rows;
    data.weights.assign(8, real{0});
    for (const Param* param : bench.model->network.layout().params()) {
      for (real& one : bench.parameter(param->name)) one = real{1};
    }
    train(*bench.model, data, {}, {});
    std::set<std::string> decayed, kept;
    for (const Param* param : bench.model->network.layout().params()) {
      if (param->kind == ParamKind::statistic) continue;
      bool all = true, none = true;
      for (const real one : bench.parameter(param->name)) {
        (one < 1 ? none : all) = false;
        // Four steps of 1 - 0.125 * 0.5, exact in binary.
        if (one < 1 && std::string(optimizer).find("0.125") != std::string::npos) {
          CHECK(one == doctest::Approx(std::pow(0.9375, 4)).epsilon(1e-6));
        }
      }
      CHECK(all != none);
      (all ? decayed : kept).insert(param->name);
    }
    CHECK(decayed ==
          std::set<std::string>{"inputs.1.embedding.c", "network.0.weight", "outputs.0.weight"});
    CHECK(kept == std::set<std::string>{"network.0.bias", "network.1.scale", "network.1.shift",
                                        "network.2.scale", "network.2.shift", "outputs.0.bias"});
  }
}
