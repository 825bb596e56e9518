#include "model/example.h"

#include <stdexcept>

namespace aimodel {

std::unique_ptr<Model> example_model() {
  Spec spec = Spec::parse(R"({
    "name": "example",
    "inputs": [
      {"columns": ["width", "height"], "type": "number"},
      {"column": "colour", "type": "category", "encoding": "embedding", "units": 2}
    ],
    "network": [{"type": "dense", "units": 3, "activation": "relu"}, {"type": "batch_norm"}],
    "outputs": [{"column": "kind", "type": "category"}, {"column": "price", "type": "number"}],
    "training": {"seed": 7}
  })",
                          "spec.json");
  Frame frame;
  frame.file = "rows.csv";
  frame.lines = {2, 3, 4, 5};
  const auto numbers = [&](const char* name, std::vector<double> values) {
    FrameColumn& column = frame.columns.emplace_back();
    column.name = name;
    column.kind = CellKind::number;
    column.numbers = std::move(values);
  };
  const auto texts = [&](const char* name, std::vector<std::string> distinct,
                         std::vector<uint32_t> ids) {
    FrameColumn& column = frame.columns.emplace_back();
    column.name = name;
    column.texts.insert(column.texts.end(), distinct.begin(), distinct.end());
    column.ids = std::move(ids);
  };
  numbers("width", {1, 2, 3.5, 4});
  numbers("height", {0.1, 0.2, 0.3, 1e-7});
  texts("colour", {"red", "gr\xC3\xBCn", "\"blue\", dark"}, {1, 2, 3, 1});
  texts("kind", {"a", "b", "c"}, {1, 2, 3, 3});
  numbers("price", {10, 20, 30, 1e6});
  const std::vector<uint32_t> rows = {0, 1, 2, 3};
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, rows);
  auto model = std::make_unique<Model>(std::move(spec), std::move(preprocessing));
  model->initialize(Random(7).branch("weights"));
  model->record["rows"] = 4;
  model->record["metrics"]["train"]["loss"] = 0.25;
  return model;
}

const Param& param(const Model& model, const std::string& name) {
  for (const Param* each : model.network.layout().params()) {
    if (each->name == name) return *each;
  }
  throw std::logic_error("no parameter " + name);
}

std::vector<Value> row_of(const Table& table, const std::string& first) {
  for (const auto& row : table.rows) {
    if (to_exact(row[0]) == first) return row;
  }
  return {};
}

}  // namespace aimodel
