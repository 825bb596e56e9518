#include "model/target_check.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/text.h"
#include "columns/column_fit.h"

namespace aimodel {

namespace {

// What an output gives, from `low` to `high`.
struct Reach {
  double low, high;

  // As far as scaling back and forth is exact.
  bool holds(double x) const {
    if (low <= x && x <= high) return true;
    const double slack = std::isfinite(high) ? 1e-9 * (high - low) : 1e-9 * std::abs(low);
    return x >= low - slack && x <= high + slack;
  }
  std::string text() const {
    return std::isfinite(high) ? fmt::format("{} to {}", shortest(low), shortest(high))
                               : shortest(low) + " and above";
  }
};

// Of scaled numbers.
Reach reach_of(const std::string& activation) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (activation == "relu" || activation == "softplus") return {0, kInfinity};
  if (activation == "sigmoid") return {0, 1};
  if (activation == "tanh") return {-1, 1};
  return {-kInfinity, kInfinity};
}

// "sigmoid gives 0 to 10 with "min_max" scaling"
std::string given(const OutputInfo& output, const Reach& reach) {
  const std::string scaling = output.options.text("scaling");
  return fmt::format("{} gives {}{}", output.options.text("activation"), reach.text(),
                     scaling == "none" ? "" : fmt::format(" with {} scaling", quote(scaling)));
}

}  // namespace

void TargetCheck::check(const Frame& frame, std::span<const uint32_t> rows, bool learnt) {
  for (size_t i = 0; i < encoding_.outputs().size(); ++i) {
    const OutputInfo& output = encoding_.outputs()[i];
    if (!output.classes.empty()) continue;
    const Reach scaled = reach_of(output.options.text("activation"));
    for (size_t k = 0; k < output.columns.size(); ++k) {
      const FrameColumn& cells = frame.column(output.columns[k], CellKind::number);
      const Reach reach{encoding_.unscale(i, k, scaled.low), encoding_.unscale(i, k, scaled.high)};
      for (const uint32_t row : rows) {
        const double x = cells.numbers[row];
        if (std::isnan(x)) continue;  // missing, which encoding sees
        const auto refused = [&](const std::string& what, const std::string& hint) {
          return value_error(frame, row, cells.name, fmt::format("{} ({})", what, shortest(x)),
                             hint);
        };
        if (const char* why = network_.loss(i).refuses(x)) {
          throw refused(why, "choose another loss, or leave such rows out");
        }
        if (reach.holds(x)) continue;
        if (learnt) {
          throw refused("the output never comes there: " + given(output, reach),
                        output.options.text("scaling") == "min_max"
                            ? R"(leave "activation" out)"
                            : R"(leave "activation" out, or set "scaling": "min_max")");
        }
        if (++beyond_ > 1) continue;
        first_ = fmt::format("{}: column {}: {}; {}", frame.where(row), quote(cells.name),
                             shortest(x), given(output, reach));
      }
    }
  }
}

}  // namespace aimodel
