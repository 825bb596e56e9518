#include "losses/class_loss.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "base/blanks.h"
#include "base/json.h"
#include "base/names.h"
#include "losses/loss_sum.h"
#include "tensor/activation.h"
#include "tensor/softmax.h"

namespace aimodel {

namespace {

std::vector<double> balanced_factors(const std::vector<double>& counts) {
  const double rows = std::accumulate(counts.begin(), counts.end(), 0.0);
  const auto present = std::count_if(counts.begin(), counts.end(), [](double n) { return n > 0; });
  std::vector<double> factors;
  for (const double count : counts) {
    factors.push_back(count > 0 ? rows / (static_cast<double>(present) * count) : 1.0);
  }
  return factors;
}

std::vector<double> named_factors(const Options& weights, const std::vector<std::string>& classes) {
  std::vector<double> factors(classes.size(), 1.0);
  for (const auto& [name, factor] : weights.json().items()) {
    const auto found = std::ranges::find(classes, trimmed(name));
    if (found == classes.end()) {
      throw weights.error_at(name, "class_weights: the output has no class " + quote(name),
                             suggest(name, classes));
    }
    factors[static_cast<size_t>(found - classes.begin())] = factor.get<double>();
  }
  const auto counts = std::ranges::count_if(factors, [](double f) { return f > 0; });
  if (counts == 0) {
    throw weights.error("class_weights: every class counts 0, so there is nothing to learn");
  }
  if (counts == 1) {
    const auto one = std::ranges::max_element(factors) - factors.begin();
    throw weights.error(fmt::format("class_weights: no class but {} counts",
                                    quote(classes[static_cast<size_t>(one)])),
                        "a class is learnt from rows that have it and rows that do not");
  }
  return factors;
}

}  // namespace

ClassLoss::ClassLoss(const Options& options, const LossContext& context) {
  if (!options.has("class_weights")) return;
  const Options weights = options["class_weights"];
  factors_ = weights.json().is_string() ? balanced_factors(context.class_counts)
                                        : named_factors(weights, context.classes);
}

double ClassLoss::total_weight(Tensor target, const real* weight) const {
  if (factors_.empty()) return Loss::total_weight(target, weight);
  return sum_over_rows(target.rows(), 1, kElementCost,
                       [&](int64_t first, int64_t last) {
                         LossSum sum;
                         for (int64_t i = first; i < last; ++i) {
                           sum.weight += row_weight(i, class_of(target[i]), weight);
                         }
                         return sum;
                       })
      .weight;
}

void ClassLoss::undo(Tensor z) const {
  const auto log_of = [](real p) {
    return std::log(std::max(p, std::numeric_limits<real>::min()));
  };
  const bool one = z.row_size() == 1;
  for (real& p : z.values()) p = one ? log_of(p) - log_of(1 - p) : log_of(p);
}

void ClassLoss::predict(Tensor z) const {
  if (z.row_size() == 1) {
    activate(Activation::sigmoid, z, z);
  } else {
    softmax_rows(z, z);
  }
}

}  // namespace aimodel
