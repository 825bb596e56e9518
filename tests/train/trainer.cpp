#include "train/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace aimodel;

namespace {

// A table of numbers x1, x2 and y, and a spec that reads it.
Frame table(const std::vector<std::array<double, 3>>& rows) {
  Frame frame;
  frame.file = "rows.csv";
  for (const size_t column : {0u, 1u, 2u}) {
    FrameColumn cells;
    cells.name = column == 0 ? "x1" : column == 1 ? "x2" : "y";
    cells.kind = CellKind::number;
    for (const auto& row : rows) cells.numbers.push_back(row[column]);
    frame.columns.push_back(cells);
  }
  for (size_t i = 0; i < rows.size(); ++i) frame.lines.push_back(i + 2);
  return frame;
}

Spec spec_of(const std::string& network, const std::string& output, const std::string& training) {
  return Spec::parse(
      fmt::format(
          R"({{"inputs": [{{"columns": ["x1", "x2"], "type": "number", "scaling": "none"}}],
               "network": [{}],
               "outputs": [{{"column": "y", "type": "number", "scaling": "none"{}}}],
               "training": {{{}}}}})",
          network, output, training),
      "spec.json");
}

struct TrainerRun {
  std::unique_ptr<Model> model;
  Dataset rows;
};

TrainerRun run_of(const Spec& spec, const Frame& frame) {
  std::vector<uint32_t> all(static_cast<size_t>(frame.rows()));
  std::iota(all.begin(), all.end(), 0u);
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, all);
  Dataset rows = preprocessing.encode(frame, true);
  auto model = std::make_unique<Model>(spec, std::move(preprocessing));
  model->initialize(Random(1).branch("weights"));
  return {std::move(model), std::move(rows)};
}

std::vector<real> values(const Model& model) {
  const auto span = model.parameters.values();
  return {span.begin(), span.end()};
}

Frame wave(int rows) {
  std::vector<std::array<double, 3>> table_rows;
  for (int i = 0; i < rows; ++i) {
    const double a = std::sin(i), b = std::cos(3.0 * i);
    table_rows.push_back({a, b, a * b + 0.5 * a});
  }
  return table(table_rows);
}

const std::string kTanhLayer = R"({"type": "dense", "units": 8, "activation": "tanh"})";

}  // namespace

TEST_CASE("the exclusive or is learnt by gradient descent through a sigmoid output") {
  const Frame frame = table({{0, 0, 0}, {0, 1, 1}, {1, 0, 1}, {1, 1, 0}});
  const Spec spec = spec_of(R"({"type": "dense", "units": 3, "activation": "sigmoid"})",
                            R"(, "activation": "sigmoid", "loss": {"type": "half_squared_error"})",
                            R"("epochs": 2000, "batch_size": 4, "shuffle": false,
                               "optimizer": {"type": "sgd", "learning_rate": 10})");
  TrainerRun s = run_of(spec, frame);
  train(*s.model, s.rows, {}, {});
  Predictor predictor(*s.model);
  const std::vector<double> y = predictor.predict(s.rows)[0].values;
  CHECK(y[0] < 0.1);
  CHECK(y[1] > 0.9);
  CHECK(y[2] > 0.9);
  CHECK(y[3] < 0.1);
}

TEST_CASE("accumulated small batches take the step of the large batch") {
  const Frame frame = wave(48);
  const std::string common = R"("epochs": 3, "optimizer": {"type": "sgd", "learning_rate": 0.1}, )";
  TrainerRun large = run_of(spec_of(kTanhLayer, "", common + R"("batch_size": 16)"), frame);
  TrainerRun small =
      run_of(spec_of(kTanhLayer, "", common + R"("batch_size": 4, "accumulate": 4)"), frame);
  train(*large.model, large.rows, {}, {});
  train(*small.model, small.rows, {}, {});
  const std::vector<real> a = values(*large.model), b = values(*small.model);
  double worst = 0;
  for (size_t i = 0; i < a.size(); ++i)
    worst = std::max(worst, std::abs(static_cast<double>(a[i] - b[i])));
  CHECK(worst < 1e-6);
}

TEST_CASE("the same spec, rows and seed give the same bytes with any number of threads") {
  const Frame frame = wave(300);
  const Spec spec = spec_of(
      R"({"type": "dense", "units": 200, "activation": "gelu"}, {"type": "dropout", "rate": 0.2},
         {"type": "batch_norm"}, {"type": "dense", "units": 150, "activation": "relu"})",
      "", R"("epochs": 2, "batch_size": 64, "clip_norm": 1)");
  std::vector<real> first;
  for (const int threads : {1, 2, 3, 4}) {
    TrainerRun s = run_of(spec, frame);
    train(*s.model, s.rows, s.rows, {.threads = threads});
    const std::vector<real> now = values(*s.model);
    if (first.empty()) first = now;
    CHECK(std::memcmp(first.data(), now.data(), now.size() * sizeof(real)) == 0);
  }
}

TEST_CASE("the weights of the best epoch are kept, and patience ends training") {
  const Frame frame = wave(40), other = wave(20);
  const Spec spec = spec_of(kTanhLayer, "", R"("epochs": 400, "batch_size": 8,
      "optimizer": {"type": "sgd", "learning_rate": 0.5},
      "early_stopping": {"patience": 3})");
  TrainerRun s = run_of(spec, frame);
  const Dataset validation = s.model->preprocessing.encode(other, true);
  const TrainResult result = train(*s.model, s.rows, validation, {});
  REQUIRE(!result.history.empty());
  double best = INFINITY;
  int64_t best_epoch = 0;
  for (const EpochInfo& info : result.history) {
    if (info.validation[0].value.value < best) {
      best = info.validation[0].value.value;
      best_epoch = info.epoch;
    }
  }
  CHECK(result.best_epoch == best_epoch);
  Predictor predictor(*s.model);
  double loss = 0;
  predictor.predict(validation, &loss);
  CHECK(loss == best);
  if (result.reason == StopReason::early_stopping) {
    CHECK(static_cast<int64_t>(result.history.size()) == best_epoch + 3);
  } else {
    CHECK(result.history.size() == 400);
  }
}

TEST_CASE("divergence names epoch, step and where the first number that is not finite came from") {
  const Frame frame = wave(20);
  TrainerRun s = run_of(spec_of(kTanhLayer, "", R"("epochs": 50, "batch_size": 4,
                               "optimizer": {"type": "sgd", "learning_rate": 1e30})"),
                        frame);
  std::string text;
  try {
    train(*s.model, s.rows, {}, {});
  } catch (const Error& error) {
    CHECK(error.code() == Exit::numeric);
    text = error.what();
  }
  CHECK(text.starts_with("training diverged in epoch 1, step "));
  CHECK(text.find("\"network.0") != std::string::npos);
  CHECK(text.find("hint: lower training.optimizer.learning_rate") != std::string::npos);
}

TEST_CASE("rows of weight 0 change nothing but the steps they stand in") {
  const Frame frame = wave(8);
  const Spec spec = spec_of(kTanhLayer, "", R"("epochs": 5, "batch_size": 8, "shuffle": false,
      "optimizer": {"type": "sgd", "learning_rate": 0.1})");
  TrainerRun half = run_of(spec, frame);
  TrainerRun weighted = run_of(spec, frame);
  weighted.rows.weights.assign(8, real{1});
  for (const size_t i : {1u, 3u, 5u}) weighted.rows.weights[i] = 0;
  Dataset kept;
  kept.rows = 5;
  for (const auto& [from, to] :
       {std::pair{&half.rows.inputs, &kept.inputs}, {&half.rows.targets, &kept.targets}}) {
    for (const Matrix& matrix : *from) {
      Matrix part{matrix.width, {}};
      for (const int64_t i : {0, 2, 4, 6, 7}) {
        const Tensor row = matrix.rows(i, 1);
        part.values.insert(part.values.end(), row.data, row.data + row.size());
      }
      to->push_back(part);
    }
  }
  train(*half.model, kept, {}, {});
  train(*weighted.model, weighted.rows, {}, {});
  const std::vector<real> a = values(*half.model), b = values(*weighted.model);
  for (size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-5));
}
