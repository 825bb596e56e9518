#pragma once

#include <cmath>
#include <span>
#include <vector>

#include "network/example.h"

namespace aimodel {

// Gradients in double, against central differences of a random combination of a network's outputs.
inline constexpr double kStep = 1e-5;
inline constexpr double kTolerance = 1e-6;

inline bool near(double exact, double numeric) {
  return std::abs(exact - numeric) <= kTolerance * std::max(1.0, std::abs(numeric));
}

// Random numbers of the shapes of the raw outputs.
inline std::vector<std::vector<real>> random_like(std::span<const Tensor> z) {
  std::vector<std::vector<real>> result;
  for (size_t i = 0; i < z.size(); ++i) {
    const Random draws = Random(3).branch(i);
    result.emplace_back(static_cast<size_t>(z[i].size()));
    for (size_t j = 0; j < result[i].size(); ++j) result[i][j] = draws.normal(j);
  }
  return result;
}

inline double combine(const std::vector<std::vector<real>>& c, std::span<const Tensor> z) {
  double sum = 0;
  for (size_t i = 0; i < z.size(); ++i) {
    for (size_t j = 0; j < c[i].size(); ++j) sum += c[i][j] * z[i].data[j];
  }
  return sum;
}

inline std::vector<Tensor> views(std::vector<std::vector<real>>& numbers,
                                 std::span<const Tensor> like) {
  std::vector<Tensor> result;
  for (size_t i = 0; i < numbers.size(); ++i) result.push_back({numbers[i].data(), like[i].shape});
  return result;
}

// (f(number + step) - f(number - step)) / (2 step)
template <typename Function>
double difference(real& number, const Function& f) {
  const real before = number;
  number = before + kStep;
  const double above = f();
  number = before - kStep;
  const double below = f();
  number = before;
  return (above - below) / (2 * kStep);
}

// Those of every trained parameter; they start at 1.
inline void check_parameter_gradients(Example& example, Tape::Mode mode) {
  example.begin(mode);
  const std::span<Tensor> z = example.network.forward_members(example.batch(), example.tape);
  const auto c = random_like(z);
  auto dz = c;
  example.network.backward_parameters(views(dz, z), example.tape);
  CHECK(example.tape.kept() == 0);
  const std::span<const real> all = example.gradients.values();
  const std::vector<real> gradients(all.begin(), all.end());
  for (const Param* param : example.network.layout().params()) {
    if (!param->trained()) continue;
    CAPTURE(param->name);
    const int64_t start = example.network.layout().offset(*param);
    for (int64_t i = 0; i < param->shape.elements(); ++i) {
      const auto at = static_cast<size_t>(start + i);
      const double added = difference(example.parameters.values()[at], [&] {
        example.begin(mode);
        return combine(c, example.network.forward_members(example.batch(), example.tape));
      });
      CHECK_MESSAGE(near(gradients[at], 1 + added), "[", i, "]: ", gradients[at], ", not 1 + ",
                    added);
    }
  }
}

}  // namespace aimodel
