#include "model/describe.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "base/json.h"
#include "model/example.h"

using namespace aimodel;

namespace {

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

}  // namespace

TEST_CASE("what a network costs, by hand") {
  // width, height: 2 numbers; colour: 3 values, all seen, 2 numbers each. dense 4 -> 3, batch norm on 3, heads 3 -> 3 and 3 -> 1.
  const auto model = example_model();
  const Cost cost = cost_of(model->network, 10,
                            *make_optimizer(options_from("optimizers", R"({"type": "adam"})")));
  const int64_t embedding = 3 * 2, dense = 4 * 3 + 3, scale = 2 * 3, statistics = 2 * 3,
                heads = 3 * 3 + 3 + 3 + 1;
  CHECK(cost.parameters == embedding + dense + scale + statistics + heads);
  CHECK(cost.trainable == embedding + dense + scale + heads);
  CHECK(cost.multiply_adds >= 4 * 3 + 3 * 3 + 3);
  CHECK(cost.values == 4.0 * static_cast<double>(cost.parameters));
  CHECK(cost.gradients == cost.values);
  CHECK(cost.optimizer == 8.0 * static_cast<double>(cost.trainable));
  // Both groups' numbers, dense, batch norm, two heads; values and gradients; 10 rows of 4 bytes.
  CHECK(cost.activations == 2 * 4.0 * 10 * (2 + 2 + 3 + 3 + 3 + 1));
  const Json json = to_json(cost);
  CHECK(json["flops"] == 2 * cost.multiply_adds);
  CHECK(json["memory"]["total_bytes"] == 3 * cost.values + cost.optimizer + cost.activations);
  CHECK(cost_table(cost).rows.size() == 10);
}

TEST_CASE("layers with shapes and parameters") {
  const auto model = example_model();
  const Table table = layer_table(model->network);
  const std::vector<Value> dense = row_of(table, "network.0");
  REQUIRE(dense.size() == 5);
  CHECK(to_exact(dense[1]) == "dense");
  CHECK(to_exact(dense[2]) == "[n, 3]");
  CHECK(to_exact(dense[3]) == "15");
  CHECK(to_exact(dense[4]) == "12");
  CHECK(layers_json(model->network).size() == table.rows.size());
  CHECK(layers_json(model->network)[2]["output_shape"] == Json::parse("[3]"));
}

TEST_CASE("columns with what was learnt of them") {
  const auto model = example_model();
  const Table inputs = input_table(model->preprocessing);
  REQUIRE(inputs.rows.size() == 3);
  CHECK(to_exact(inputs.rows[0][0]) == "width");
  CHECK(to_exact(inputs.rows[0][3]).find("2.625") != std::string::npos);  // its mean
  CHECK(to_exact(inputs.rows[2][3]).find("grün") != std::string::npos);
  const Table outputs = output_table(model->preprocessing);
  CHECK(to_exact(outputs.rows[0][3]) == "a, b, c");
  CHECK(to_exact(outputs.rows[1][2]) == "squared_error");
}

TEST_CASE("statistics of the weights") {
  auto model = example_model();
  const Tensor bias = model->parameters[param(*model, "network.0.bias")];
  bias[0] = 1;
  bias[1] = 0;
  bias[2] = -3;
  const Tensor head = model->parameters[param(*model, "outputs.1.bias")];
  head[0] = std::numeric_limits<real>::quiet_NaN();
  for (const WeightStatistics& s : weight_statistics(*model)) {
    if (s.name == "network.0.bias") {
      CHECK(s.mean == doctest::Approx(-2.0 / 3));
      CHECK(s.deviation == doctest::Approx(std::sqrt(26.0 / 9)));
      CHECK(s.minimum == -3);
      CHECK(s.maximum == 1);
      CHECK(s.zeros == doctest::Approx(1.0 / 3));
      CHECK(s.not_finite == 0);
    } else if (s.name == "outputs.1.bias") {
      CHECK(s.not_finite == 1);
      CHECK(s.mean == 0);
    }
  }
  const auto statistics = weight_statistics(*model);
  CHECK(statistics.size() == model->network.layout().params().size());
  CHECK(to_json(statistics).size() == statistics.size());
  const std::vector<Value> row = row_of(weight_table(statistics), "network.0.bias");
  REQUIRE(row.size() == 8);
  CHECK(to_exact(row[1]) == "[3]");
  CHECK(to_exact(row[6]) == "33.33%");
}

TEST_CASE("how far the parameters of two models differ") {
  auto first = example_model(), second = example_model();
  for (const ParameterDifference& d : parameter_differences(*first, *second)) CHECK(d.largest == 0);
  const Tensor a = first->parameters[param(*first, "network.0.bias")];
  const Tensor b = second->parameters[param(*second, "network.0.bias")];
  a[0] = 3;
  a[1] = 4;
  a[2] = 0;
  b[0] = 3;
  b[1] = 3.5;
  b[2] = 0;
  const auto differences = parameter_differences(*first, *second);
  const auto found = std::ranges::find(differences, "network.0.bias", &ParameterDifference::name);
  REQUIRE(found != differences.end());
  CHECK(found->largest == 0.5);
  CHECK(found->relative == doctest::Approx(0.1));
}

TEST_CASE("parameters that one model lacks or shapes otherwise are named") {
  const auto first = example_model();
  const char* kSpec = R"({
    "inputs": [{"columns": ["width", "height"], "type": "number"}],
    "network": [{"type": "dense", "units": 5}, {"type": "layer_norm"}],
    "outputs": [{"column": "price", "type": "number"}]})";
  Spec spec = Spec::parse(kSpec, "spec.json");
  Frame frame;
  frame.lines = {2, 3};
  for (const char* name : {"width", "height", "price"}) {
    FrameColumn& column = frame.columns.emplace_back();
    column.name = name;
    column.kind = CellKind::number;
    column.numbers = {1, 2};
  }
  const std::vector<uint32_t> rows = {0, 1};
  Preprocessing preprocessing = Preprocessing::fit(spec, frame, rows);
  const Model second(std::move(spec), std::move(preprocessing));
  const auto differences = parameter_differences(*first, second);
  const auto weight =
      std::ranges::find(differences, "network.0.weight", &ParameterDifference::name);
  REQUIRE(weight != differences.end());
  CHECK_FALSE(weight->same_shape);
  const auto head = std::ranges::find(differences, "outputs.1.bias", &ParameterDifference::name);
  REQUIRE(head != differences.end());
  CHECK(head->only == "first");
}
