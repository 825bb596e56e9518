#include "network/parameters.h"

#include <cmath>
#include <cstring>

#include <doctest/doctest.h>

using namespace aimodel;

namespace {

struct Moments {
  double mean = 0, deviation = 0, largest = 0;
};

Moments moments(Tensor x) {
  Moments result;
  for (const real value : x.values()) {
    const auto number = static_cast<double>(value);
    result.mean += number;
    result.deviation += number * number;
    result.largest = std::max(result.largest, std::abs(number));
  }
  const auto count = static_cast<double>(x.size());
  result.mean /= count;
  result.deviation = std::sqrt(result.deviation / count - result.mean * result.mean);
  return result;
}

}  // namespace

TEST_CASE("first values keep their initializer's bounds and spread") {
  Param glorot{"a", {300, 200}, Initializer::glorot_uniform, Zone::weight};
  Param he{"b", {300, 200}, Initializer::he_uniform, Zone::weight};
  Param normal{"c", {300, 200}, Initializer::normal, Zone::weight};
  Param ones{"d", {70}, Initializer::ones, Zone::bias};
  Param zeros{"e", {70}, Initializer::zeros, Zone::bias};
  Layout layout;
  for (Param* param : {&glorot, &he, &normal, &ones, &zeros}) layout.add(param, param->name);
  Parameters parameters(layout);
  std::fill(parameters.values().begin(), parameters.values().end(), real(9));
  parameters.initialize(Random(1));

  const auto check_uniform = [&](const Param& param, double bound) {
    const Moments found = moments(parameters[param]);
    CHECK(found.largest <= bound * 1.000001);
    CHECK(found.largest > bound * 0.999);
    CHECK(std::abs(found.mean) < bound * 0.01);
    CHECK(found.deviation == doctest::Approx(bound / std::sqrt(3.0)).epsilon(0.01));
  };
  check_uniform(glorot, std::sqrt(6.0 / 500));
  check_uniform(he, std::sqrt(6.0 / 300));
  const Moments found = moments(parameters[normal]);
  CHECK(found.deviation == doctest::Approx(0.05).epsilon(0.01));
  CHECK(std::abs(found.mean) < 0.001);
  CHECK(found.largest > 0.15);
  for (const real value : parameters[ones].values()) CHECK(value == 1);
  for (const real value : parameters[zeros].values()) CHECK(value == 0);
}

TEST_CASE("a parameter's first values depend on the seed and its name alone") {
  const auto values_of = [](const std::vector<std::string>& names, const std::string& wanted,
                            uint64_t seed) {
    std::vector<Param> params(names.size(), {"", {4, 3}, Initializer::he_uniform, Zone::weight});
    Layout layout;
    for (size_t i = 0; i < names.size(); ++i) layout.add(&params[i], names[i]);
    Parameters parameters(layout);
    parameters.initialize(Random(seed));
    for (const Param& param : params) {
      if (param.name != wanted) continue;
      const Tensor found = parameters[param];
      return std::vector<real>(found.data, found.data + found.size());
    }
    return std::vector<real>{};
  };
  const std::vector<real> alone = values_of({"network.0.weight"}, "network.0.weight", 1);
  REQUIRE(alone.size() == 12);
  CHECK(values_of({"other", "network.0.weight", "more"}, "network.0.weight", 1) == alone);
  CHECK(values_of({"network.1.weight"}, "network.1.weight", 1) != alone);
  CHECK(values_of({"network.0.weight"}, "network.0.weight", 2) != alone);
}
