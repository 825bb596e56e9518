#include <algorithm>
#include <numeric>
#include <string>

#include <doctest/doctest.h>

#include "base/json.h"
#include "model/evaluate.h"
#include "rows/row_set.h"

using namespace aimodel;

namespace {

struct ManyClasses {
  std::unique_ptr<Model> model;
  Dataset data;
};

// So many rows of so many classes, each of which has rows.
ManyClasses prepare(size_t rows, size_t classes) {
  Frame frame;
  frame.file = "rows.csv";
  FrameColumn& x = frame.columns.emplace_back();
  x.name = "x";
  x.kind = CellKind::number;
  FrameColumn y;
  y.name = "y";
  for (size_t k = 0; k < classes; ++k) y.texts.push_back("k" + std::to_string(k));
  for (size_t i = 0; i < rows; ++i) {
    frame.lines.push_back(i + 2);
    x.numbers.push_back(static_cast<double>(i * 7919 % 1009));
    y.ids.push_back(1 + static_cast<uint32_t>(i % classes));
  }
  frame.columns.push_back(y);
  const Spec spec = Spec::parse(R"({"inputs": [{"column": "x", "type": "number"}],
      "network": [{"type": "dense", "units": 3, "activation": "tanh"}],
      "outputs": [{"column": "y", "type": "category"}]})",
                                "spec.json");
  std::vector<uint32_t> all(rows);
  std::iota(all.begin(), all.end(), 0U);
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, all);
  ManyClasses result;
  result.data = preprocessing.encode(frame, all, true);
  result.model = std::make_unique<Model>(spec, std::move(preprocessing));
  result.model->initialize(Random(7));
  return result;
}

std::vector<Measure> measures_of(const std::vector<std::string>& names) {
  std::vector<Measure> measures{{"loss", nullptr, 0, {}}};
  for (const std::string& name : names) measures.push_back({name, find_metric(name), 0, {}});
  return measures;
}

}  // namespace

TEST_CASE("many classes are measured without their probabilities, to the same numbers") {
  const ManyClasses prepared = prepare(2300, 2100);
  const Model& model = *prepared.model;
  Predictor predictor(model);
  const Evaluation found =
      evaluate(model, predictor, prepared.data,
               measures_of({"accuracy", "auc", "pr_auc", "log_loss", "brier", "ece", "mcc"}));
  CHECK(found.scored[0].prediction.empty());
  double loss = 0;
  const RowSet rows(prepared.data);
  const std::vector<Scored> all = score(model, predictor.predict(rows, &loss), rows, 0);
  CHECK(found.measures[0].value.value == loss);
  for (size_t i = 1; i < found.measures.size(); ++i) {
    const Measure& measure = found.measures[i];
    CAPTURE(measure.name);
    CHECK(measure.value.defined());
    CHECK(measure.value.value == measure.metric->compute(all[0]).value);
  }
}

TEST_CASE("rows that come in pieces are measured as rows that come at once") {
  const ManyClasses prepared = prepare(500, 5);
  const Model& model = *prepared.model;
  Predictor predictor(model);
  const std::vector<Measure> measures = measures_of({"accuracy", "auc", "f1_macro"});
  const Evaluation once = evaluate(model, predictor, prepared.data, measures);
  Evaluator evaluator(model, predictor, measures, 500);
  for (int64_t first = 0; first < 500; first += 128) {
    const int64_t count = std::min<int64_t>(128, 500 - first);
    Dataset piece;
    piece.rows = count;
    for (const auto& [from, to] : {std::pair(&prepared.data.inputs, &piece.inputs),
                                   std::pair(&prepared.data.targets, &piece.targets)}) {
      const Matrix& matrix = from->front();
      const auto begin = matrix.values.begin() + first * matrix.width;
      to->push_back({matrix.width, {begin, begin + count * matrix.width}});
    }
    piece.truths = {{0, {}}};
    evaluator.add(RowSet(piece));
  }
  CHECK_FALSE(evaluator.goes_on());
  const Evaluation pieces = evaluator.finish();
  for (size_t i = 0; i < measures.size(); ++i) {
    CHECK(pieces.measures[i].value.value == once.measures[i].value.value);
  }
}

TEST_CASE("many rows at a time are predicted, and their losses summed, as few") {
  constexpr int64_t kRows = 5003;
  ManyClasses prepared = prepare(kRows, 5);
  const Random random(3);
  for (int64_t i = 0; i < kRows; ++i) {
    prepared.data.weights.push_back(static_cast<real>(random.uniform(static_cast<uint64_t>(i))));
  }
  Predictor predictor(*prepared.model);
  const RowSet rows(prepared.data);
  Predictor::LossSums at_once;
  const std::vector<double> all = predictor.predict(rows, 0, kRows, &at_once)[0].values;
  Predictor::LossSums one_by_one;
  for (int64_t first = 0; first < kRows; first += Predictor::kBlock) {
    const int64_t count = std::min(Predictor::kBlock, kRows - first);
    const Prediction some = predictor.predict(rows, first, count, &one_by_one)[0];
    const auto begin = all.begin() + first * some.width;
    REQUIRE(std::equal(some.values.begin(), some.values.end(), begin));
  }
  CHECK(at_once == one_by_one);
  CHECK(at_once[0].second == doctest::Approx(kRows / 2.0).epsilon(0.05));
}

TEST_CASE("what an evaluation takes does not grow with rows times classes") {
  Json classes = Json::array();
  for (int i = 0; i < 100000; ++i) classes.push_back(std::to_string(i));
  const Options options =
      options_from("outputs/category", R"({"type": "category", "column": "y"})");
  Outputs outputs;
  outputs.push_back(make_output(options));
  std::vector<std::unique_ptr<Column>> targets;
  targets.push_back(outputs[0]->restore_target({options, "y", {{"classes", classes}}}));
  outputs[0]->take(std::move(targets));
  constexpr double kMiB = 1 << 20;
  CHECK(evaluation_memory(outputs, 65536) < 300 * kMiB);
  CHECK(evaluation_memory(outputs, 1'000'000) < 700 * kMiB);
}
