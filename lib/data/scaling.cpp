#include "data/scaling.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "data/statistics.h"

namespace aimodel {

double Scaling::apply(double x) const {
  return ((logarithm ? std::log1p(x) : x) - shift) / scale;
}

double Scaling::undo(double y) const {
  const double x = y * scale + shift;
  return logarithm ? std::expm1(x) : x;
}

namespace {

Scaling standard(std::span<const double> values) {
  const Moments found = moments(values);
  return {false, found.mean, found.deviation};
}

Scaling min_max(std::span<const double> values) {
  const auto [low, high] = std::ranges::minmax(values);
  return {false, low, high - low};
}

Scaling robust(std::span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  return {false, quantile(sorted, 0.5), quantile(sorted, 0.75) - quantile(sorted, 0.25)};
}

Scaling log1p(std::span<const double> values) {
  std::vector<double> logarithms;
  logarithms.reserve(values.size());
  for (const double value : values) logarithms.push_back(std::log1p(value));
  Scaling scaling = standard(logarithms);
  scaling.logarithm = true;
  return scaling;
}

}  // namespace

Scaling fit_scaling(const Sample& sample, std::span<const double> values) {
  const std::string kind = sample.options.text("scaling");
  Scaling scaling;
  if (kind == "standard") scaling = standard(values);
  if (kind == "min_max") scaling = min_max(values);
  if (kind == "robust") scaling = robust(values);
  if (kind == "log1p") scaling = log1p(values);
  if (!(scaling.scale > 0)) scaling.scale = 1;
  if (!std::isfinite(scaling.scale) || !std::isfinite(scaling.shift)) {
    throw sample.error("the numbers are too far apart to be scaled");
  }
  return scaling;
}

void store_scaling(const Scaling& scaling, Json& state) {
  state["shift"] = scaling.shift;
  state["scale"] = scaling.scale;
}

Scaling restore_scaling(const std::string& kind, const StoredState& state) {
  Scaling scaling;
  scaling.logarithm = kind == "log1p";
  scaling.shift = state.number("shift");
  scaling.scale = state.number("scale");
  if (!(scaling.scale > 0)) throw state.error("\"scale\" is not above 0");
  return scaling;
}

real scaled_value(const Scaling& scaling, double x, const Frame& frame, uint32_t row,
                  const std::string& column) {
  if (scaling.logarithm && x <= -1) {
    throw value_error(frame, row, column,
                      fmt::format("the logarithm log1p needs numbers above -1 ({})", shortest(x)));
  }
  const auto y = static_cast<real>(scaling.apply(x));
  if (!std::isfinite(y)) {
    throw value_error(frame, row, column,
                      fmt::format("the number is out of range ({})", shortest(x)));
  }
  return y;
}

}  // namespace aimodel
