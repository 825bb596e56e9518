// Every activation against the C library in long double.
#include "tensor/activation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tensor/numbers.h"

using namespace aimodel;

namespace {

using Real = long double;

Real sigmoid(Real x) {
  return 1 / (1 + std::exp(-x));
}
Real normal_cdf(Real x) {
  return std::erfc(-x / std::sqrt(Real{2})) / 2;
}
Real normal_density(Real x) {
  return std::exp(-x * x / 2) / std::sqrt(2 * std::acos(Real{-1}));
}

struct Function {
  std::string name;
  Activation activation;
  Real (*value)(Real);
  Real (*slope)(Real);
  double relative;  // what tensor/activation.h states
  double absolute;  // allowed beside it
};

constexpr auto kLeak = static_cast<Real>(0.01F);

const Function kFunctions[] = {
    {"linear", Activation::linear, [](Real x) { return x; }, [](Real) { return Real{1}; }, 0, 0},
    {"relu", Activation::relu, [](Real x) { return std::max(x, Real{0}); },
     [](Real x) { return x > 0 ? Real{1} : Real{0}; }, 0, 0},
    {"leaky_relu", Activation::leaky_relu, [](Real x) { return x > 0 ? x : kLeak * x; },
     [](Real x) { return x > 0 ? Real{1} : kLeak; }, 6e-8, 0},
    {"elu", Activation::elu, [](Real x) { return x > 0 ? x : std::expm1(x); },
     [](Real x) { return x > 0 ? 1 : std::exp(x); }, 1.5e-7, 0},
    {"gelu", Activation::gelu, [](Real x) { return x * normal_cdf(x); },
     [](Real x) { return normal_cdf(x) + x * normal_density(x); }, 6e-7, 1.3e-6},
    {"silu", Activation::silu, [](Real x) { return x * sigmoid(x); },
     [](Real x) { return sigmoid(x) * (1 + x * sigmoid(-x)); }, 4e-7, 0},
    {"sigmoid", Activation::sigmoid, sigmoid, [](Real x) { return sigmoid(x) * sigmoid(-x); },
     2.5e-7, 0},
    {"tanh", Activation::tanh, [](Real x) { return std::tanh(x); },
     [](Real x) { return 1 / (std::cosh(x) * std::cosh(x)); }, 2.5e-7, 0},
    {"softplus", Activation::softplus,
     [](Real x) { return std::max(x, Real{0}) + std::log1p(std::exp(-std::abs(x))); }, sigmoid,
     2.5e-7, 0},
};

// [-30, 30] in steps of 1e-4, every binade, and the ends of what a float can be.
std::vector<real> arguments() {
  std::vector<real> x;
  for (int i = -300000; i <= 300000; ++i) x.push_back(static_cast<real>(i * 1e-4));
  for (int exponent = -149; exponent <= 127; ++exponent) {
    for (const double fraction : {1.0, 1.3, 1.7}) {
      x.push_back(static_cast<real>(std::ldexp(fraction, exponent)));
      x.push_back(-x.back());
    }
  }
  for (const double value : {0.0, 87.0, 88.0, 88.8, 89.0, 103.0, 104.0, 105.0, 709.0, 1e4, 1e30}) {
    x.push_back(static_cast<real>(value));
    x.push_back(-x.back());
  }
  return x;
}

}  // namespace

TEST_CASE("activations keep the accuracy that the header states") {
  std::vector<real> x = arguments(), y(x.size());
  for (const Function& f : kFunctions) {
    CAPTURE(f.name);
    activate(f.activation, view_of(x), view_of(y));
    Real worst = 0, at = 0, at_worst = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      const Real exact = f.value(static_cast<Real>(x[i]));
      const bool tail = f.activation == Activation::gelu && x[i] <= -1;
      const Real allowed = tail ? f.absolute : f.relative * std::abs(exact) + 1e-44;
      const Real error = std::abs(exact - static_cast<Real>(y[i]));
      // Close to 0, where exp(-x) is infinite, sigmoid and silu give 0.
      if (std::abs(exact) < 1e-36L && error < 1e-36L) continue;
      const Real share = error == 0 ? 0 : error / allowed;
      if (share <= worst) continue;
      worst = share;
      at = static_cast<Real>(x[i]);
      at_worst = static_cast<Real>(y[i]);
      if (std::isnan(share)) break;
    }
    CHECK_MESSAGE(worst <= 1, f.name, "(", static_cast<double>(at),
                  ") = ", static_cast<double>(at_worst), ": ", static_cast<double>(worst),
                  " times what is allowed");
  }
}

TEST_CASE("slopes of activations keep the accuracy that the header states, and are never NaN") {
  std::vector<real> x = arguments(), y(x.size()), ones(x.size(), 1), dx(x.size());
  for (const Function& f : kFunctions) {
    CAPTURE(f.name);
    activate(f.activation, view_of(x), view_of(y));
    activate_backward(f.activation, view_of(needs_input(f.activation) ? x : y), view_of(ones),
                      view_of(dx));
    Real worst = 0, at = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      Real error = std::abs(f.slope(static_cast<Real>(x[i])) - static_cast<Real>(dx[i]));
      // long double overflows where the terms of the exact slope cancel
      if (std::abs(x[i]) > 1000)
        error = x[i] > 0 ? std::abs(f.slope(1000) - static_cast<Real>(dx[i]))
                         : std::abs(f.slope(-1000) - static_cast<Real>(dx[i]));
      if (error <= worst) continue;
      worst = error;
      at = static_cast<Real>(x[i]);
      if (std::isnan(error)) break;
    }
    const Real allowed = f.activation == Activation::silu ? 1.2e-6L : 3e-7L;
    CHECK_MESSAGE(worst <= allowed, f.name, "' is ", static_cast<double>(worst), " off at ",
                  static_cast<double>(at));
  }
}

TEST_CASE("a NaN gives a NaN, infinities give the limits") {
  const real infinity = std::numeric_limits<real>::infinity();
  for (const Function& f : kFunctions) {
    CAPTURE(f.name);
    // At the index of each lane and in the rest.
    for (size_t index = 0; index < 19; ++index) {
      std::vector<real> x(19, 1), y(19);
      x[index] = std::numeric_limits<real>::quiet_NaN();
      activate(f.activation, view_of(x), view_of(y));
      for (size_t i = 0; i < y.size(); ++i) CHECK(std::isnan(y[i]) == (i == index));
    }
    std::vector<real> x = {infinity}, y(1);
    activate(f.activation, view_of(x), view_of(y));
    CHECK(y[0] ==
          (f.activation == Activation::sigmoid || f.activation == Activation::tanh ? 1 : infinity));
  }
}

TEST_CASE("an element has the same bits at every place, alone and among others, and in place") {
  const std::vector<real> all = arguments();
  std::vector<real> x(all.begin() + 299000, all.begin() + 299067);
  for (const Function& f : kFunctions) {
    CAPTURE(f.name);
    std::vector<real> together(x.size());
    activate(f.activation, view_of(x), view_of(together));
    for (size_t i = 0; i < x.size(); ++i) {
      std::vector<real> alone = {x[i]};
      activate(f.activation, view_of(alone), view_of(alone));
      CHECK(alone[0] == together[i]);
    }
    std::vector<real> shifted(x.begin() + 1, x.end());
    activate(f.activation, view_of(shifted), view_of(shifted));
    CHECK(std::equal(shifted.begin(), shifted.end(), together.begin() + 1));
  }
}

TEST_CASE("activations by name") {
  for (const Function& f : kFunctions) CHECK(activation_named(f.name) == f.activation);
  CHECK_THROWS_AS(activation_named("swish"), std::logic_error);
}
