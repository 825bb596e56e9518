// Muon's step on matrices whose singular values are known: the polynomial acts on each of them alone.
#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "optimizers/optimizer.h"

using namespace aimodel;

namespace {

// Five times x -> a x + b x^3 + c x^5.
double five_steps(double x) {
  for (int i = 0; i < 5; ++i) x = 3.4445 * x - 4.7750 * std::pow(x, 3) + 2.0315 * std::pow(x, 5);
  return x;
}

struct Matrix {
  int64_t rows, columns;
  std::vector<real> values;
  Matrix(int64_t n, int64_t m) : rows(n), columns(m), values(static_cast<size_t>(n * m)) {}
  Tensor view() { return {values.data(), {rows, columns}}; }
  real& at(int64_t i, int64_t j) { return values[static_cast<size_t>(i * columns + j)]; }
};

// Turned by an angle in the plane of two rows, or of two columns.
void turn_rows(Matrix& a, int64_t i, int64_t k, double angle) {
  for (int64_t j = 0; j < a.columns; ++j) {
    const double x = a.at(i, j), y = a.at(k, j);
    a.at(i, j) = std::cos(angle) * x - std::sin(angle) * y;
    a.at(k, j) = std::sin(angle) * x + std::cos(angle) * y;
  }
}
void turn_columns(Matrix& a, int64_t j, int64_t k, double angle) {
  for (int64_t i = 0; i < a.rows; ++i) {
    const double x = a.at(i, j), y = a.at(i, k);
    a.at(i, j) = std::cos(angle) * x - std::sin(angle) * y;
    a.at(i, k) = std::sin(angle) * x + std::cos(angle) * y;
  }
}
void turn(Matrix& a) {
  turn_rows(a, 0, 1, 0.7);
  turn_rows(a, 1, 2, -0.4);
  turn_columns(a, 0, 2, 1.1);
  turn_columns(a, 1, 2, 0.3);
}

OptimizerPtr muon(const std::string& options) {
  return make_optimizer(options_from("optimizers/muon", R"({"type": "muon")" + options + "}"));
}

void step(const Optimizer& optimizer, const Optimizer::Step& at, Matrix& w, Matrix g, Matrix& m) {
  std::vector<real> scratch(static_cast<size_t>(optimizer.matrix_scratch({w.rows, w.columns})));
  optimizer.update_matrix(at, w.view(), g.view(), m.view(), scratch);
}

}  // namespace

TEST_CASE(
    "a matrix moves by its gradient, whose singular values have gone through the polynomial") {
  const double singular[] = {3, 0.5, 0.02};
  const double length = std::sqrt(9 + 0.25 + 0.0004), rate = 0.01, decay = 0.1;
  for (const auto& [rows, columns] : {std::pair{3, 3}, {5, 3}, {3, 7}}) {
    CAPTURE(rows);
    CAPTURE(columns);
    const OptimizerPtr optimizer = muon(R"(, "momentum": 0)");
    Matrix w(rows, columns), g(rows, columns), m(rows, columns), expected(rows, columns);
    for (int64_t i = 0; i < 3; ++i) {
      g.at(i, i) = singular[i];
      expected.at(i, i) = five_steps(singular[i] / length);
    }
    CHECK(expected.at(0, 0) > 0.65);
    CHECK(expected.at(0, 0) < 1.25);
    turn(g);
    turn(expected);
    for (size_t k = 0; k < w.values.size(); ++k) w.values[k] = std::sin(static_cast<double>(k));
    const Matrix before = w;
    step(*optimizer, {1, rate, decay}, w, g, m);
    const double size = rate * 0.2 * std::sqrt(std::max(rows, columns));
    for (size_t k = 0; k < w.values.size(); ++k) {
      const double wanted = (1 - rate * decay) * before.values[k] - size * expected.values[k];
      CHECK(w.values[k] == doctest::Approx(wanted).epsilon(1e-9));
    }
  }
}

TEST_CASE("momentum is a fading mean; with Nesterov the newest gradient counts once more") {
  const double first = 2, second = -5, other = 1;
  for (const bool nesterov : {false, true}) {
    const OptimizerPtr optimizer =
        muon(std::string(R"(, "momentum": 0.75, "nesterov": )") + (nesterov ? "true" : "false"));
    Matrix w(2, 2), g(2, 2), m(2, 2);
    g.at(0, 0) = first, g.at(1, 1) = other;
    step(*optimizer, {1, 0.1, 0}, w, g, m);
    Matrix before = w;
    g.at(0, 0) = second;
    step(*optimizer, {2, 0.1, 0}, w, g, m);
    const auto mean = [&](double a, double b) {
      const double last = 0.75 * 0.25 * a + 0.25 * b;
      return nesterov ? 0.75 * last + 0.25 * b : last;
    };
    const double x = mean(first, second), y = mean(other, other), length = std::hypot(x, y);
    const double size = 0.1 * 0.2 * std::sqrt(2.0);
    CHECK(w.at(0, 0) - before.at(0, 0) ==
          doctest::Approx(-size * five_steps(x / length)).epsilon(1e-9));
    CHECK(w.at(1, 1) - before.at(1, 1) ==
          doctest::Approx(-size * five_steps(y / length)).epsilon(1e-9));
  }
}

TEST_CASE("a gradient of zeros moves nothing but by decay; no other rule takes matrices") {
  const OptimizerPtr optimizer = muon("");
  Matrix w(2, 3), g(2, 3), m(2, 3);
  std::ranges::fill(w.values, 1);
  step(*optimizer, {1, 0.1, 0.5}, w, g, m);
  for (const real value : w.values) CHECK(value == doctest::Approx(0.95));
  for (const char* type : {"sgd", "adam", "adamw", "rmsprop", "adagrad"}) {
    CHECK(make_optimizer(options_from(std::string("optimizers/") + type,
                                      std::string(R"({"type": ")") + type + "\"}"))
              ->matrix_scratch({4, 4}) == 0);
  }
}
