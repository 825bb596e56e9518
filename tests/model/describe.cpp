#include "model/describe.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "model/example.h"

using namespace aimodel;

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
