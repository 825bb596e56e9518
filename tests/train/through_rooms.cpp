// Training, evaluating and predicting by what rooms offer alone: no command is needed for it.
#include <algorithm>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/output_file.h"
#include "base/scratch.h"
#include "columns/open_rows.h"
#include "csv/kept_columns.h"
#include "model/evaluation_report.h"
#include "model/measure_choice.h"
#include "model/prediction_stream.h"
#include "tensor/parallel.h"
#include "train/run_inputs.h"
#include "train/start_model.h"
#include "train/trainer.h"
#include "train/training_record.h"

using namespace aimodel;

namespace {

constexpr const char* kRoomsSpec = R"({
  "inputs": [{"columns": ["a", "b"], "type": "number"}],
  "network": [{"type": "dense", "units": 8, "activation": "tanh"}],
  "outputs": [{"column": "kind", "type": "category"}],
  "training": {"epochs": 30, "batch_size": 16, "seed": 1, "validation": 0.25,
               "optimizer": {"type": "adam", "learning_rate": 0.03}}
})";

// 200 rows: "high" where a is larger than b.
std::string rows_of(const char* side) {
  std::string text = "id,a,b,side,kind\n";
  for (int i = 0; i < 200; ++i) {
    const int a = (i * 37) % 101, b = (i * 53) % 97;
    text += fmt::format("{},{},{},{},{}\n", i, a, b, i % 2 == 0 ? side : "right",
                        a > b ? "high" : "low");
  }
  return text;
}

std::unique_ptr<Model> trained_on_file(const std::string& path, const PrepareOptions& options) {
  Spec spec = Spec::parse(kRoomsSpec, "spec.json");
  OutputPlan outputs;
  PrepareOptions own = options;
  own.files = training_files({path, "", "", ""}, spec);
  TrainRows rows = prepare_rows(spec, nullptr, own, outputs);
  auto model = start_model(std::move(spec), rows, nullptr, "");
  const TrainResult result = train(*model, rows.train, rows.validation, {});
  CHECK(result.ended());
  model->record = training_record(model->spec, rows, result, measure_parts(*model, rows));
  return model;
}

}  // namespace

TEST_CASE("a model is trained, evaluated and predicts without a command") {
  const Scratch scratch;
  const std::string path = scratch / "rows.csv";
  put(path, rows_of("left"));
  const std::unique_ptr<Model> model = trained_on_file(path, {});
  CHECK(model->record["data"]["train"]["rows"] == 150);
  CHECK(model->record["metrics"]["validation"]["accuracy"] > 0.9);
  CHECK(recorded_measures(model->record).rows.size() == 2);

  CsvReader labelled = open_rows(path, model->spec, {});
  const StoredRows stored(labelled, plan_reading(*model, ReadFor::training, {"side"}), 1, {}, "");
  CHECK(stored.trained(*model));
  const std::vector<uint32_t> kept_back = stored.part("validation", *model);
  CHECK(kept_back.size() == 50);
  const std::vector<Gate> gates = parse_gates({"accuracy>=0.9"});
  const SliceOptions sliced{.by = "side", .bootstrap = 20};
  const SlicedEvaluation evaluation = measure_slices(
      *model, stored, kept_back, chosen_measures(*model, {"accuracy"}, gates), sliced);
  REQUIRE(evaluation.slices.size() == 3);
  CHECK(evaluation.slices[1].name == "left");
  CHECK(evaluation.slices[1].rows + evaluation.slices[2].rows == 50);
  const double accuracy = evaluation.slices[0].evaluation.measures[0].value.value;
  CHECK(accuracy == model->record["metrics"]["validation"]["accuracy"]);
  const GateResults results = check_gates(gates, evaluation.slices[0].evaluation.measures);
  CHECK(results.failures.empty());
  const Report report =
      evaluation_report(*model, {"y.model", path, path}, sliced, evaluation, results);
  CHECK(report.document["by"]["slices"].size() == 2);
  CHECK(render(report, Format::csv).starts_with("side,rows,metric,value"));

  CsvReader unlabelled = open_rows(path, model->spec, {});
  StreamOptions options;
  options.kept = kept_columns(unlabelled, {"id"});
  options.shown.label_only = true;
  std::string text;
  const StreamedRows done = predict_stream(*model, unlabelled, options, "",
                                           [&](std::string_view piece) { text += piece; });
  CHECK(done.rows == 200);
  CHECK(text.substr(0, 16) == "id,prediction\n0,");

  // Row by row and by several threads it is the same text.
  for (const bool row_by_row : {true, false}) {
    CsvReader again = open_rows(path, model->spec, {});
    options.row_by_row = row_by_row;
    options.threads = row_by_row ? 1 : 3;
    std::string other;
    predict_stream(*model, again, options, "", [&](std::string_view piece) { other += piece; });
    CHECK(other == text);
  }
}

TEST_CASE("rows that come from a cache give the same model; another file is not taken for them") {
  const Scratch scratch;
  const std::string path = scratch / "rows.csv";
  put(path, rows_of("left"));
  const std::string plain = to_file_bytes(*trained_on_file(path, {}));
  PrepareOptions cached;
  cached.cache = scratch.path;
  CHECK(to_file_bytes(*trained_on_file(path, cached)) == plain);  // writes it
  CHECK(to_file_bytes(*trained_on_file(path, cached)) == plain);  // reads it
  put(path, rows_of("gauche"));
  const std::unique_ptr<Model> other = trained_on_file(path, cached);
  CHECK(to_file_bytes(*other) != plain);
}

TEST_CASE("a training that goes on from a model begins with its weights, and says so") {
  const Scratch scratch;
  const std::string path = scratch / "rows.csv";
  put(path, rows_of("left"));
  const std::unique_ptr<Model> base = trained_on_file(path, {});
  const std::vector<real> weights(std::as_const(base->parameters).values().begin(),
                                  std::as_const(base->parameters).values().end());
  Spec spec = Spec::parse(kRoomsSpec, "spec.json");
  OutputPlan outputs;
  PrepareOptions options;
  options.files = training_files({path, "", "", "base.model"}, spec);
  std::vector<std::string> said;
  const Messages messages([&](const std::string& line) { said.push_back(line); }, {});
  TrainRows rows = prepare_rows(spec, base.get(), options, outputs, messages);
  const auto model = start_model(std::move(spec), rows, base.get(), "base.model", messages);
  CHECK(std::ranges::equal(std::as_const(model->parameters).values(), weights));
  REQUIRE(said.size() == 1);
  CHECK(said[0] == "base.model: 4 of 4 parameters taken");
}

TEST_CASE("a network that takes more than the memory limit is refused with a way out") {
  const Scratch scratch;
  const std::string path = scratch / "rows.csv";
  put(path, rows_of("left"));
  PrepareOptions options;
  options.memory_limit = 1 << 20;
  try {
    trained_on_file(path, options);
    FAIL("1 MiB is enough");
  } catch (const Error& error) {
    CHECK(error.code() == Exit::limit);
    CHECK(std::string(error.what()).find("training takes") != std::string::npos);
  }
}
