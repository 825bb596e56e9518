// Against a reference implementation that has no moments: each step it goes through all gradients so far.
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "optimizers/optimizer.h"

using namespace aimodel;

namespace {

// Of the gradients up to now, the sum with the older ones fading: sum_i keep^(t - i) value(g_i).
template <typename Value>
double faded_sum(const std::vector<double>& gradients, double keep, const Value& value) {
  double sum = 0;
  const auto last = static_cast<double>(gradients.size()) - 1;
  for (size_t i = 0; i < gradients.size(); ++i) {
    sum += std::pow(keep, last - static_cast<double>(i)) * value(gradients[i]);
  }
  return sum;
}

// How far one weight moves, given all its gradients g' (the penalty in them).
using Move = double (*)(const std::vector<double>& gradients);

double same(double g) {
  return g;
}
double square(double g) {
  return g * g;
}

struct Twin {
  const char* type;
  const char* options;
  double penalty;  // in the gradient
  double decay;    // beside it
  Move move;
};

double adam(const std::vector<double>& g) {
  const auto t = static_cast<double>(g.size());
  const double mean = 0.2 * faded_sum(g, 0.8, same) / (1 - std::pow(0.8, t));
  const double mean_square = 0.1 * faded_sum(g, 0.9, square) / (1 - std::pow(0.9, t));
  return mean / (std::sqrt(mean_square) + 1e-3);
}

const Twin kTwins[] = {
    {"sgd", R"({"type": "sgd"})", 0.1, 0, [](const auto& g) { return g.back(); }},
    {"sgd", R"({"type": "sgd", "momentum": 0.7})", 0.1, 0,
     [](const auto& g) { return faded_sum(g, 0.7, same); }},
    {"sgd", R"({"type": "sgd", "momentum": 0.7, "nesterov": true})", 0.1, 0,
     [](const auto& g) { return g.back() + 0.7 * faded_sum(g, 0.7, same); }},
    {"rmsprop", R"({"type": "rmsprop", "rho": 0.8, "epsilon": 1e-3})", 0.1, 0,
     [](const auto& g) { return g.back() / (std::sqrt(0.2 * faded_sum(g, 0.8, square)) + 1e-3); }},
    {"adagrad", R"({"type": "adagrad", "epsilon": 1e-3})", 0.1, 0,
     [](const auto& g) { return g.back() / (std::sqrt(faded_sum(g, 1, square)) + 1e-3); }},
    {"adam", R"({"type": "adam", "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3})", 0.1, 0, adam},
    {"adamw", R"({"type": "adamw", "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-3})", 0, 0.1, adam},
};

}  // namespace

TEST_CASE("optimizers agree with a twin that remembers every gradient") {
  constexpr size_t kSize = 21;
  constexpr double kRate = 0.05;
  for (const Twin& twin : kTwins) {
    CAPTURE(twin.options);
    const OptimizerPtr optimizer =
        make_optimizer(options_from("optimizers/" + std::string(twin.type), twin.options));
    const Random random(11);
    std::vector<real> w(kSize), g(kSize);
    for (size_t i = 0; i < kSize; ++i) w[i] = random.normal(i);
    std::vector<double> expected(w.begin(), w.end());
    std::vector<std::vector<double>> gradients(kSize);
    std::vector<std::vector<real>> moments(static_cast<size_t>(optimizer->buffers()),
                                           std::vector<real>(kSize, 0));
    std::vector<real*> buffers;
    for (std::vector<real>& moment : moments) buffers.push_back(moment.data());

    for (int64_t number = 1; number <= 12; ++number) {
      for (size_t i = 0; i < kSize; ++i) {
        g[i] = random.branch(static_cast<uint64_t>(number)).normal(i);
        gradients[i].push_back(g[i] + twin.penalty * expected[i]);
        expected[i] *= 1 - kRate * twin.decay;
        expected[i] -= kRate * twin.move(gradients[i]);
      }
      optimizer->update({number, kRate, 0.1}, w, g, buffers);
    }
    for (size_t i = 0; i < kSize; ++i) CHECK(w[i] == doctest::Approx(expected[i]).epsilon(1e-12));
  }
}
