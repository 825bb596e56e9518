#include "model/trivial.h"

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "rows/row_set.h"

using namespace aimodel;

namespace {

// Four training rows a a a b with the numbers 1 2 3 6 (mean 3), and what is measured: a b, 3 5.
struct TrivialExample {
  Frame frame;
  std::unique_ptr<Model> model;
  Evaluation evaluation;

  explicit TrivialExample(const std::string& outputs, const std::string& training = "") {
    frame.file = "rows.csv";
    frame.lines = {2, 3, 4, 5, 6, 7};
    numbers("x", {1, 2, 3, 4, 5, 6});
    numbers("size", {1, 2, 3, 6, 3, 5});
    numbers("weight", {1, 1, 1, 0, 1, 3});
    FrameColumn& kind = frame.columns.emplace_back();
    kind.name = "kind";
    kind.texts.insert(kind.texts.end(), {"a", "b"});
    kind.ids = {1, 1, 1, 2, 1, 2};
    const Spec spec = Spec::parse(
        fmt::format(R"({{"inputs": [{{"column": "x", "type": "number"}}], "outputs": [{}],
                         "training": {{{}}}}})",
                    outputs, training),
        "spec.json");
    const std::vector<uint32_t> learnt = {0, 1, 2, 3}, measured = {4, 5};
    model = std::make_unique<Model>(spec, Preprocessing::fit(spec, frame, learnt));
    model->initialize(Random(1).branch("weights"));
    const Dataset data = model->preprocessing.encode(frame, measured, true);
    Predictor predictor(*model);
    std::vector<Measure> measures;
    for (const std::string& name : known_measures(model->preprocessing.outputs())) {
      Measure& measure = measures.emplace_back();
      find_measure(name, model->preprocessing.outputs(), &measure);
    }
    evaluation = evaluate(*model, predictor, RowSet(data), measures);
    measure_trivial(*model, RowSet(data), evaluation);
  }

  void numbers(const char* name, std::vector<double> values) {
    FrameColumn& column = frame.columns.emplace_back();
    column.name = name;
    column.kind = CellKind::number;
    column.numbers = std::move(values);
  }

  double operator[](const std::string& name) const {
    const Measure* measure = evaluation.find(name);
    REQUIRE(measure != nullptr);
    REQUIRE(measure->trivial.has_value());
    REQUIRE(measure->trivial->defined());
    return measure->trivial->value;
  }
};

doctest::Approx near(double value) {
  return doctest::Approx(value).epsilon(1e-5);
}

constexpr const char* kKind = R"({"column": "kind", "type": "category"})";
constexpr const char* kSize = R"({"column": "size", "type": "number", "scaling": "none"})";

}  // namespace

TEST_CASE("classes: the shares of the training rows") {
  const double log_loss = -(std::log(0.75) + std::log(0.25)) / 2;
  for (const char* output : {kKind, R"({"column": "kind", "type": "binary"})"}) {
    const TrivialExample example(output);
    CHECK(example["accuracy"] == 0.5);  // always "a"
    CHECK(example["auc"] == 0.5);
    CHECK(example["log_loss"] == near(log_loss));
    CHECK(example["loss"] == near(log_loss));
    CHECK(example["recall"] == 0);
    CHECK(example["ece"] == near(0.25));
    CHECK(example.evaluation.find("mcc")->trivial->reason == "all rows are predicted as one class");
  }
  // Classes that count otherwise in the loss: b three times.
  const TrivialExample weighted(R"({"column": "kind", "type": "category",
      "loss": {"type": "cross_entropy", "class_weights": {"b": 3}}})");
  CHECK(weighted["log_loss"] == near(log_loss));
  CHECK(weighted["loss"] == near(-(std::log(0.75) + 3 * std::log(0.25)) / 4));
}

TEST_CASE("numbers: the mean of the training rows") {
  const TrivialExample example(kSize);
  CHECK(example["rmse"] == near(std::sqrt(2)));
  CHECK(example["mae"] == near(1));
  CHECK(example["r2"] == near(-1));  // 1 - 4 / 2
  CHECK(example["loss"] == near(2));
  // In the unit of scaling the loss is smaller by 25, in the data's it is the same.
  const TrivialExample scaled(R"({"column": "size", "type": "number", "scaling": "min_max"})");
  CHECK(scaled["rmse"] == near(std::sqrt(2)));
  CHECK(scaled["loss"] == near(2.0 / 25));
  // exp(z) - y z with z = log 3.
  const TrivialExample counts(R"({"column": "size", "type": "number", "scaling": "none",
                           "loss": {"type": "poisson"}})");
  CHECK(counts["rmse"] == near(std::sqrt(2)));
  CHECK(counts["loss"] == near(3 - 4 * std::log(3)));
}

TEST_CASE("rows weigh, in training and where they are measured") {
  // Mean 2 of 1, 2, 3; the measured 3 counts once, 5 three times.
  const TrivialExample size(kSize, R"("sample_weight": "weight")");
  CHECK(size["mae"] == near(2.5));
  CHECK(size["loss"] == near(7));
}

TEST_CASE("several outputs: their losses are added, each measure is of its own") {
  const TrivialExample both(fmt::format("{}, {}", kKind, kSize));
  CHECK(both["kind.accuracy"] == 0.5);
  CHECK(both["size.rmse"] == near(std::sqrt(2)));
  CHECK(both["loss"] == near(2 - (std::log(0.75) + std::log(0.25)) / 2));
}

TEST_CASE("what does not beat it is named, but for what nothing or anything beats") {
  const auto measure = [](const char* name, double value, const MetricValue& trivial) {
    return Measure{name, find_metric(name), 0, {value, ""}, trivial};
  };
  CHECK(not_better({measure("loss", 0.5, {0.6, ""}), measure("accuracy", 0.9, {0.8, ""}),
                    measure("rmse", 1, {2, ""}),
                    measure("ece", 0.1, {0.01, ""}),   // calibrated, and of no use
                    measure("recall", 0.9, {1, ""})})  // who always says yes
            .empty());
  CHECK(not_better({measure("loss", 0.6, {0.6, ""}), measure("accuracy", 0.75, {0.8, ""}),
                    measure("rmse", 2.5, {2, ""}), measure("recall", 0.1, {0, "no rows"})}) ==
        "loss 0.6 (0.6), accuracy 0.75 (0.8), rmse 2.5 (2)");
}
