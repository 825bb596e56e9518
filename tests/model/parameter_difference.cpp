#include "model/parameter_difference.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "model/example.h"

using namespace aimodel;

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
