#include "outputs/number_output.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "outputs/number_target.h"

namespace aimodel {

namespace {

// From the lowest to the highest scaled number that an activation gives.
Range range_of(const std::string& activation) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (activation == "relu" || activation == "softplus") return {0, kInfinity};
  if (activation == "sigmoid") return {0, 1};
  if (activation == "tanh") return {-1, 1};
  return {-kInfinity, kInfinity};
}

std::string to_text(const Range& range) {
  return std::isfinite(range.high)
             ? fmt::format("{} to {}", shortest(range.low), shortest(range.high))
             : shortest(range.low) + " and above";
}

}  // namespace

size_t NumberOutput::most_columns() const {
  return std::numeric_limits<size_t>::max();
}

ColumnFitPtr NumberOutput::begin_fit() const {
  return fit_number_target(options());
}

std::unique_ptr<Column> NumberOutput::restore_target(const Stored& stored) const {
  return restore_number_target(stored);
}

// Row by row, so that no sum leaves the range of numbers:
//   w += w_i,   mean += w_i / w * (x_i - mean)        of rows with a weight w_i
void NumberOutput::count(const Frame& chunk, std::span<const uint32_t> rows,
                         std::span<const real> weights) {
  const double before = weight_;
  for (size_t k = 0; k < columns().size(); ++k) {
    const FrameColumn& cells = chunk.column(columns()[k], CellKind::number);
    weight_ = before;
    for (size_t i = 0; i < rows.size(); ++i) {
      const double one = weights.empty() ? 1.0 : double{weights[i]};
      if (one == 0) continue;
      weight_ += one;
      const double share = one / weight_;
      means_[k] += share * cells.numbers[rows[i]] - share * means_[k];
    }
  }
}

void NumberOutput::store(Json& state) const {
  state["means"] = means_;
}

void NumberOutput::restore(const StoredState& state) {
  means_ = state.numbers("means", columns().size());
}

void NumberOutput::finish(Tensor z, double* prediction) const {
  const std::span<real> values = z.values();
  const bool clamped = options().flag("clamp");
  for (size_t i = 0; i < values.size(); ++i) {
    const Column& target = *targets()[i % targets().size()];
    double x = target.decode(double{values[i]});
    if (clamped) x = std::clamp(x, target.range()->low, target.range()->high);
    prediction[i] = x;
  }
}

std::vector<real> NumberOutput::trivial_outputs() const {
  std::vector<real> z;
  for (size_t k = 0; k < means_.size(); ++k) {
    z.push_back(static_cast<real>(targets()[k]->scale(means_[k])));
  }
  return z;
}

Scored NumberOutput::no_rows() const {
  Scored scored;
  scored.width = width();
  return scored;
}

void NumberOutput::add_names(const std::string& suffix, const LabelFormat& /*format*/,
                             std::vector<std::string>& names) const {
  add_names("prediction", suffix, names);
}

void NumberOutput::add_spread_names(const std::string& suffix,
                                    std::vector<std::string>& names) const {
  add_names("prediction_spread", suffix, names);
}

void NumberOutput::add_spread(const double* /*prediction*/, const double* spread,
                              std::vector<Value>& values) const {
  values.insert(values.end(), spread, spread + width());
}

void NumberOutput::add_names(const std::string& stem, const std::string& suffix,
                             std::vector<std::string>& names) const {
  if (columns().size() == 1) names.push_back(stem + suffix);
  for (size_t i = 0; columns().size() > 1 && i < columns().size(); ++i) {
    names.push_back(stem + "_" + columns()[i]);
  }
}

// In the data's unit, which may need all digits of a double.
void NumberOutput::add_values(const double* prediction, const LabelFormat& /*format*/,
                              std::vector<size_t>& /*order*/, std::vector<Value>& values) const {
  values.insert(values.end(), prediction, prediction + width());
}

std::string NumberOutput::quantity(std::optional<int64_t> index) const {
  const std::string& column = columns()[static_cast<size_t>(index.value_or(0))];
  if (options()["loss"].type() == "poisson") return "logarithm of the expected " + column;
  const std::string scaling = options().text("scaling");
  return scaling == "none" ? column : fmt::format("{} ({} scaling)", column, scaling);
}

OutputInfo NumberOutput::head() const {
  const std::string activation = options().text("activation");
  if (options()["loss"].type() == "poisson") {
    if (options().text("scaling") != "none") {
      throw options().error_at("scaling", "the poisson loss counts in the data's own unit",
                               R"(set "scaling": "none")");
    }
    if (activation != "linear") {
      throw options().error_at(
          "activation", "the poisson loss needs a linear output",
          R"(leave "activation" out: the network gives the logarithm of the count)");
    }
  }
  return {options(), name(), columns(), width(), activation, {}, {}};
}

std::optional<TargetReach> NumberOutput::reach(size_t column) const {
  const std::string activation = options().text("activation"), scaling = options().text("scaling");
  const Range scaled = range_of(activation);
  const Column& target = *targets()[column];
  const Range reach{target.decode(scaled.low), target.decode(scaled.high)};
  const std::string text =
      fmt::format("{} gives {}{}", activation, to_text(reach),
                  scaling == "none" ? "" : fmt::format(" with {} scaling", quote(scaling)));
  return TargetReach{reach, text,
                     scaling == "min_max"
                         ? R"(leave "activation" out)"
                         : R"(leave "activation" out, or set "scaling": "min_max")"};
}

}  // namespace aimodel
