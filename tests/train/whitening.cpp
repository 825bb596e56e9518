// What whitening learnt goes with the model, wherever it goes.
#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/output_file.h"
#include "base/scratch.h"
#include "train/fine_tune.h"
#include "train/run_inputs.h"
#include "train/start_model.h"
#include "train/trainer.h"

using namespace aimodel;

namespace {

constexpr const char* kWhiteSpec = R"({
  "inputs": [{"columns": ["a", "b"], "type": "number", "whitening": true}],
  "network": [{"type": "dense", "units": 5, "activation": "tanh"}],
  "outputs": [{"column": "kind", "type": "category"}],
  "training": {"epochs": 2, "batch_size": 16, "validation": 0.25}
})";

std::string white_rows(int step) {
  std::string text = "a,b,kind\n";
  for (int i = 0; i < 100; ++i) {
    const int a = i * 37 % 101, b = a + i * step % 29;
    text += fmt::format("{},{},{}\n", a, b, a % 3 == 0 ? "high" : "low");
  }
  return text;
}

std::unique_ptr<Model> trained(const std::string& path, const std::string& cache = "",
                               Model* base = nullptr) {
  Spec spec = Spec::parse(kWhiteSpec, "spec.json");
  OutputPlan outputs;
  PrepareOptions options;
  options.cache = cache;
  options.files = training_files({path, "", "", base == nullptr ? "" : path}, spec);
  TrainRows rows = prepare_rows(spec, base, options, outputs);
  auto model = start_model(std::move(spec), rows, base, "base.model");
  CHECK(model->preprocessing.whitenings()[0].matrix.empty());  // has moved
  train(*model, rows.train, rows.validation, {});
  return model;
}

std::vector<real> matrix_of(const Model& model) {
  const std::span<const real> all = model.parameters[*model.network.whitening(0)[1]].values();
  return {all.begin(), all.end()};
}

}  // namespace

TEST_CASE("a training leaves the matrix as it was learnt, and the model's file holds it") {
  const Scratch scratch;
  put(scratch / "rows.csv", white_rows(53));
  const std::unique_ptr<Model> model = trained(scratch / "rows.csv");
  const std::vector<real> matrix = matrix_of(*model);
  CHECK(matrix[0] > 1);
  CHECK(matrix[1] < -0.5);
  CHECK(matrix[1] == matrix[2]);
  const std::string bytes = to_file_bytes(*model);
  CHECK(bytes.find("inputs.0.whitening.matrix") != std::string::npos);
  const std::unique_ptr<Model> again = from_file_bytes(bytes, "x.model");
  CHECK(std::ranges::equal(std::as_const(again->parameters).values(),
                           std::as_const(model->parameters).values()));
  CHECK(to_file_bytes(*again) == bytes);
}

TEST_CASE("rows from a cache come with the matrix that was learnt of them") {
  const Scratch scratch;
  put(scratch / "rows.csv", white_rows(53));
  std::filesystem::create_directory(scratch / "cache");
  const std::string plain = to_file_bytes(*trained(scratch / "rows.csv"));
  CHECK(to_file_bytes(*trained(scratch / "rows.csv", scratch / "cache")) == plain);  // writes it
  CHECK(to_file_bytes(*trained(scratch / "rows.csv", scratch / "cache")) == plain);  // reads it
}

TEST_CASE("a training that goes on from a model keeps its matrix, whatever the rows are") {
  const Scratch scratch;
  put(scratch / "rows.csv", white_rows(53));
  put(scratch / "other.csv", white_rows(17));
  std::filesystem::create_directory(scratch / "cache");
  const std::vector<real> own = matrix_of(*trained(scratch / "other.csv"));
  std::string bytes;
  for (const std::string& cache : {std::string(), scratch / "cache", scratch / "cache"}) {
    const std::unique_ptr<Model> base = trained(scratch / "rows.csv");
    const std::vector<real> matrix = matrix_of(*base);
    CHECK(matrix != own);
    const std::unique_ptr<Model> tuned = trained(scratch / "other.csv", cache, base.get());
    CHECK(matrix_of(*tuned) == matrix);
    if (bytes.empty()) bytes = to_file_bytes(*tuned);
    CHECK(to_file_bytes(*tuned) == bytes);
  }
}

TEST_CASE("a matrix alone is nothing to start from; a model without one does not begin") {
  const Scratch scratch;
  put(scratch / "rows.csv", white_rows(53));
  const std::unique_ptr<Model> base = trained(scratch / "rows.csv");
  std::string text = kWhiteSpec;
  text.replace(text.find(R"("units": 5)"), 10, R"("units": 6)");
  Spec spec = Spec::parse(text, "spec.json");
  Preprocessing preprocessing = take_preprocessing(*base, spec, "base.model");
  Model other(spec, std::move(preprocessing));
  other.initialize(Random(1));
  CHECK(matrix_of(other) == matrix_of(*base));
  CHECK(take_parameters(*base, other, "base.model") == "base.model: 1 of 4 parameters taken");
  CHECK_THROWS_AS(other.initialize(Random(1)), std::logic_error);
}
