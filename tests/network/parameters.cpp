#include "network/parameters.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

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

TEST_CASE("orthogonal first values have orthonormal columns, or rows where there are fewer") {
  for (const auto& [rows, columns] : {std::pair{60, 40}, {40, 60}, {1, 5}, {5, 1}, {8, 8}}) {
    CAPTURE(rows);
    CAPTURE(columns);
    Param param{"a", {rows, columns}, Initializer::orthogonal, ParamKind::weight};
    Layout layout;
    layout.add(&param, param.name);
    Parameters parameters(layout);
    parameters.initialize(Random(1));
    const Tensor w = parameters[param];
    const bool by_columns = rows >= columns;
    const int count = by_columns ? columns : rows, length = by_columns ? rows : columns;
    const auto at = [&](int vector, int i) {
      return static_cast<double>(by_columns ? w[i * columns + vector] : w[vector * columns + i]);
    };
    double worst = 0;
    for (int a = 0; a < count; ++a) {
      for (int b = 0; b <= a; ++b) {
        double sum = 0;
        for (int i = 0; i < length; ++i) sum += at(a, i) * at(b, i);
        worst = std::max(worst, std::abs(sum - (a == b ? 1 : 0)));
      }
    }
    CHECK(worst < 1e-5);
    Parameters again(layout), other(layout);
    again.initialize(Random(1));
    other.initialize(Random(2));
    CHECK(std::ranges::equal(parameters.values(), again.values()));
    if (rows > 1 && columns > 1) CHECK(!std::ranges::equal(parameters.values(), other.values()));
  }
}

TEST_CASE("first values keep their initializer's bounds and spread") {
  Param glorot{"a", {300, 200}, Initializer::glorot_uniform, ParamKind::weight};
  Param he{"b", {300, 200}, Initializer::he_uniform, ParamKind::weight};
  Param normal{"c", {300, 200}, Initializer::normal, ParamKind::weight};
  Param ones{"d", {70}, Initializer::ones, ParamKind::bias};
  Param zeros{"e", {70}, Initializer::zeros, ParamKind::bias};
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
    std::vector<Param> params(names.size(),
                              {"", {4, 3}, Initializer::he_uniform, ParamKind::weight});
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
