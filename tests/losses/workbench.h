#pragma once

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "losses/loss.h"

namespace aimodel {

inline doctest::Approx near(double value) {
  return doctest::Approx(value).epsilon(1e-6);
}

// Rows under a loss, and what compute() made of them. Numbers are given as doubles and kept as
// `real`.
struct Workbench {
  LossPtr loss;
  std::vector<real> z, target, weight;
  int64_t width = 1;
  double scale = 1;

  std::vector<real> dz;
  double sum = 0;
  double total_weight = 0;

  int64_t rows() const { return static_cast<int64_t>(z.size()) / width; }
  Tensor outputs() { return {z.data(), {rows(), width}}; }
  Tensor targets() {
    return {target.data(), {rows(), static_cast<int64_t>(target.size()) / rows()}};
  }
  const real* weights() const { return weight.empty() ? nullptr : weight.data(); }

  void run() {
    dz.assign(z.size(), -99);
    total_weight = 0;
    sum = loss->compute(outputs(), targets(), weights(), scale, {dz.data(), outputs().shape},
                        &total_weight);
  }
};

inline std::vector<real> reals(const std::vector<double>& values) {
  std::vector<real> result;
  for (const double value : values) result.push_back(static_cast<real>(value));
  return result;
}

inline LossPtr loss_of(const std::string& type, const std::string& more = "",
                       const LossContext& context = {}) {
  return make_loss(options_from("losses/" + type, R"({"type": ")" + type + "\"" + more + "}"),
                   context);
}

// One row: its outputs, its targets.
inline Workbench row_of(LossPtr loss, const std::vector<double>& z,
                        const std::vector<double>& target) {
  Workbench bench{
      std::move(loss), reals(z), reals(target), {}, static_cast<int64_t>(z.size()), 1, {}, 0, 0};
  bench.run();
  return bench;
}

// Whether a loss is one of classes; its outputs are then logits and its targets indices.
inline bool of_classes(const std::string& type) {
  return type == "cross_entropy" || type == "binary_cross_entropy" || type == "focal";
}

}  // namespace aimodel
