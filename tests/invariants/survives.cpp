// Every layer and every loss survives the model file: what was read back predicts the same bits.
#include <cmath>

#include <fmt/format.h>

#include "layers/examples.h"
#include "model/model.h"
#include "model/predictor.h"

using namespace aimodel;

namespace {

constexpr int64_t kLearntRows = 12;

// Columns a to e of numbers, "size" of numbers above 0, "kind" with three classes, "alive" with
// two.
Frame example_frame() {
  Frame frame;
  frame.file = "rows.csv";
  const Random draws(4);
  for (const char* name : {"a", "b", "c", "d", "e", "size"}) {
    FrameColumn column;
    column.name = name;
    column.kind = CellKind::number;
    const Random branch = draws.branch(name);
    for (uint64_t i = 0; i < kLearntRows; ++i) {
      column.numbers.push_back(column.name == "size" ? branch.uniform(i) : branch.normal(i));
    }
    frame.columns.push_back(column);
  }
  for (const uint32_t classes : {3U, 2U}) {
    FrameColumn column;
    column.name = classes == 3 ? "kind" : "alive";
    column.texts = {"", "x", "y", "z"};
    for (uint32_t i = 0; i < kLearntRows; ++i) column.ids.push_back(1 + i % classes);
    frame.columns.push_back(column);
  }
  for (uint64_t i = 0; i < kLearntRows; ++i) frame.lines.push_back(i + 2);
  return frame;
}

void check_survives(const std::string& layer, const std::string& output) {
  const std::string text = fmt::format(
      R"({{"inputs": [{{"columns": ["a", "b", "c", "d", "e"], "type": "number"}}],
          "network": [{}], "outputs": [{}], "training": {{}}}})",
      layer, output);
  const Frame frame = example_frame();
  std::vector<uint32_t> rows(kLearntRows);
  for (uint32_t i = 0; i < kLearntRows; ++i) rows[i] = i;
  Spec spec = Spec::parse(text, "spec.json");
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, rows);
  const Dataset data = preprocessing.encode(frame, true);
  Model model(std::move(spec), std::move(preprocessing));
  const Random draws(6);
  const std::span<real> values = model.parameters.values();
  for (size_t i = 0; i < values.size(); ++i) {
    const bool statistic = static_cast<int64_t>(i) >= model.network.layout().trainable();
    values[i] = static_cast<real>(statistic ? 0.5 + draws.uniform(i) : 0.6 * draws.normal(i));
  }
  const std::string bytes = to_file_bytes(model);
  const std::unique_ptr<Model> back = from_file_bytes(bytes, "example.model");
  CHECK(to_file_bytes(*back) == bytes);

  double loss = 0, loss_back = 0;
  const std::vector<Prediction> expected = Predictor(model).predict(data, &loss);
  const Dataset again = back->preprocessing.encode(frame, true);
  const std::vector<Prediction> found = Predictor(*back).predict(again, &loss_back);
  REQUIRE(found.size() == expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i].values == expected[i].values);
    for (const double value : found[i].values) CHECK(std::isfinite(value));
  }
  CHECK(std::isfinite(loss));
  CHECK(loss_back == loss);
}

}  // namespace

TEST_CASE("every layer survives the model file") {
  for_each_example({Shape{5}}, [](const std::string& text, const Shape&, LayerPtr) {
    check_survives(text, R"({"column": "kind", "type": "category"})");
  });
}

TEST_CASE("every loss survives the model file, with each output that takes it") {
  const std::pair<std::string, std::string> outputs[] = {
      {"number", R"({{"column": "size", "type": "number", "scaling": "none", "loss": {}}})"},
      {"category", R"({{"column": "kind", "type": "category", "loss": {}}})"},
      {"binary", R"({{"column": "alive", "type": "binary", "loss": {}}})"}};
  for (const std::string& name : schema_names("losses")) {
    CAPTURE(name);
    int taken = 0;
    for (const auto& [type, text] : outputs) {
      CAPTURE(type);
      std::string listed;
      for (const Json& each : schema("outputs/" + type)["properties"]["loss"]["oneOf"]) {
        listed += each["$ref"].get<std::string>() + " ";
      }
      if (listed.find("/" + name + ".json") == std::string::npos) continue;
      ++taken;
      for (const Json& example : schema("losses/" + name).at("examples")) {
        check_survives(R"({"type": "dense", "units": 4, "activation": "tanh"})",
                       fmt::format(fmt::runtime(text), example.dump()));
      }
    }
    CHECK(taken > 0);
  }
}
