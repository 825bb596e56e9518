#include "model/weight_statistics.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "base/json.h"
#include "model/example.h"

using namespace aimodel;

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
