#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "data/column_fit.h"
#include "data/scaling.h"
#include "data/statistics.h"
#include "spec/document.h"

namespace aimodel {

namespace {

// A number, scaled; a missing one is filled in first, and told by a second number where asked.
class NumberColumn : public Column {
 public:
  NumberColumn(Scaling scaling, double fill, bool indicator)
      : scaling_(scaling), fill_(fill), indicator_(indicator) {}

  int64_t width() const override { return indicator_ ? 2 : 1; }

  void encode(const Frame& frame, const FrameColumn& cells, std::span<const uint32_t> rows,
              real* out, int64_t stride) const override {
    for (const uint32_t row : rows) {
      const double x = cells.numbers[row];
      const bool missing = std::isnan(x);
      out[0] = scaled_value(scaling_, missing ? fill_ : x, frame, row, name);
      if (indicator_) out[1] = missing ? real{1} : real{0};
      out += stride;
    }
  }

  std::vector<std::string> labels() const override {
    if (!indicator_) return {name};
    return {name, name + " is missing"};
  }

  double decode(double y) const override { return scaling_.undo(y); }

  Json state() const override {
    Json state;
    state["fill"] = fill_;
    store_scaling(scaling_, state);
    return state;
  }

 private:
  Scaling scaling_;
  double fill_;
  bool indicator_;
};

double fill_value(const Sample& sample, std::vector<double>& values) {
  const Options fill = sample.options["fill"];
  if (fill.json().is_number()) return sample.options.number("fill");
  if (sample.options.text("fill") == "mean") return moments(values).mean;
  std::ranges::sort(values);
  return quantile(values, 0.5);
}

}  // namespace

std::unique_ptr<Column> fit_number(const Sample& sample) {
  const bool logarithm = sample.options.text("scaling") == "log1p";
  std::vector<double> values;
  values.reserve(sample.rows.size());
  for (const uint32_t row : sample.rows) {
    const double x = sample.cells.numbers[row];
    if (std::isnan(x)) continue;
    if (logarithm) scaled_value({true, 0, 1}, x, sample.frame, row, sample.cells.name);
    values.push_back(x);
  }
  if (values.empty()) throw sample.error("all values are missing");
  const Scaling scaling = fit_scaling(sample, values);
  const double fill = fill_value(sample, values);
  if (logarithm && fill <= -1) {
    throw sample.options.error_at(
        "fill", fmt::format("the logarithm log1p needs numbers above -1 ({})", shortest(fill)));
  }
  if (!std::isfinite(static_cast<real>(scaling.apply(fill)))) {
    throw sample.options.error_at("fill",
                                  fmt::format("the number is out of range ({})", shortest(fill)));
  }
  return std::make_unique<NumberColumn>(scaling, fill, sample.options.flag("missing_indicator"));
}

std::unique_ptr<Column> restore_number(const Stored& stored) {
  const StoredState state(stored.options.document()->name, "column " + quote(stored.name),
                          stored.state);
  const Scaling scaling = restore_scaling(stored.options.text("scaling"), state);
  const double fill = state.number("fill");
  if (!std::isfinite(static_cast<real>(scaling.apply(fill)))) {
    throw state.error("\"fill\" is out of range");
  }
  return std::make_unique<NumberColumn>(scaling, fill, stored.options.flag("missing_indicator"));
}

}  // namespace aimodel
