#include "explain/quadrature.h"

#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

using namespace aimodel;

namespace {

doctest::Approx near(double value) {
  return doctest::Approx(value).scale(1).epsilon(1e-15);
}

}  // namespace

TEST_CASE("nodes and weights are those of Abramowitz and Stegun, table 25.4, moved to [0, 1]") {
  const Quadrature one = gauss_legendre(1);
  CHECK(one.nodes == std::vector<double>{0.5});
  CHECK(one.weights == std::vector<double>{1});

  const Quadrature two = gauss_legendre(2);
  CHECK(two.nodes[0] == near(0.5 - 0.5 * 0.57735026918962576));
  CHECK(two.nodes[1] == near(0.5 + 0.5 * 0.57735026918962576));
  CHECK(two.weights[0] == near(0.5));

  const Quadrature five = gauss_legendre(5);
  const double nodes[] = {-0.90617984593866399, -0.53846931010568309, 0, 0.53846931010568309,
                          0.90617984593866399};
  const double weights[] = {0.23692688505618909, 0.47862867049936647, 0.56888888888888889,
                            0.47862867049936647, 0.23692688505618909};
  for (size_t i = 0; i < 5; ++i) {
    CHECK(five.nodes[i] == near(0.5 + 0.5 * nodes[i]));
    CHECK(five.weights[i] == near(0.5 * weights[i]));
  }
}

TEST_CASE("n nodes integrate polynomials up to degree 2 n - 1, and not the next one") {
  for (const int64_t n : {1, 2, 3, 4, 7, 20, 50}) {
    const Quadrature sum = gauss_legendre(n);
    const auto integral = [&](int64_t degree) {
      double result = 0;
      for (size_t i = 0; i < sum.nodes.size(); ++i) {
        result += sum.weights[i] * std::pow(sum.nodes[i], static_cast<double>(degree));
      }
      return result;
    };
    for (int64_t degree = 0; degree < 2 * n; ++degree) {
      CAPTURE(n);
      CAPTURE(degree);
      CHECK(std::abs(integral(degree) - 1 / static_cast<double>(degree + 1)) < 1e-14);
    }
    if (n <= 7) {
      CHECK(std::abs(integral(2 * n) - 1 / static_cast<double>(2 * n + 1)) > 1e-10);
    }
  }
}

TEST_CASE("many nodes stay in order, inside, and their weights positive with sum 1") {
  for (const int64_t n : {100, 1001, 10000}) {
    const Quadrature sum = gauss_legendre(n);
    CHECK(sum.nodes.front() > 0);
    CHECK(sum.nodes.back() < 1);
    for (size_t i = 1; i < sum.nodes.size(); ++i) REQUIRE(sum.nodes[i] > sum.nodes[i - 1]);
    for (const double weight : sum.weights) REQUIRE(weight > 0);
    const double total = std::accumulate(sum.weights.begin(), sum.weights.end(), 0.0);
    CHECK(std::abs(total - 1) < 1e-11);
  }
}
