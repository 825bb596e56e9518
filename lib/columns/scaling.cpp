#include "columns/scaling.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"

namespace aimodel {

double Scaling::undo(double y) const {
  if (!std::isinf(clip)) y /= std::sqrt(1 - (y / clip) * (y / clip));
  const double x = y * scale + shift;
  return logarithm ? std::expm1(x) : x;
}

ScalingFit::ScalingFit(const Options& options) {
  const std::string kind = options.text("scaling");
  kind_ = kind == "standard"  ? Kind::standard
          : kind == "min_max" ? Kind::min_max
          : kind == "robust"  ? Kind::robust
          : kind == "log1p"   ? Kind::log1p
                              : Kind::none;
}

void ScalingFit::add(std::span<const double> values) {
  if (kind_ == Kind::log1p) {
    for (const double value : values) moments_.add(std::log1p(value));
  } else {
    moments_.add(values);
  }
  if (kind_ == Kind::robust) quartiles_.add(values);
}

bool ScalingFit::end_pass() {
  switch (kind_) {
    case Kind::standard:
    case Kind::log1p:
      return moments_.end_pass();
    case Kind::robust:
      return quartiles_.end_pass();
    default:
      return false;
  }
}

Scaling ScalingFit::result() const {
  Scaling scaling;
  scaling.logarithm = kind_ == Kind::log1p;
  switch (kind_) {
    case Kind::standard:
    case Kind::log1p: {
      const Moments found = moments_.result();
      scaling.shift = found.mean;
      scaling.scale = found.deviation;
      break;
    }
    case Kind::min_max:
      scaling.shift = moments_.low();
      scaling.scale = moments_.high() - moments_.low();
      break;
    case Kind::robust:
      scaling.shift = quartiles_.result(1);
      scaling.scale = quartiles_.result(2) - quartiles_.result(0);
      // More than half of the values are one: the quartiles say nothing of the others.
      if (scaling.scale == 0) scaling.scale = moments_.high() / 2 - moments_.low() / 2;
      break;
    case Kind::none:
      break;
  }
  if (!(scaling.scale > 0)) scaling.scale = 1;
  return scaling;
}

Scaling ScalingFit::together(const std::vector<const ScalingFit*>& columns) {
  Scaling scaling = columns[0]->result();
  if (columns[0]->kind_ == Kind::none) return scaling;
  double count = 0, low = columns[0]->moments_.low(), high = columns[0]->moments_.high();
  for (const ScalingFit* column : columns) {
    count += static_cast<double>(column->count());
    low = std::min(low, column->moments_.low());
    high = std::max(high, column->moments_.high());
  }
  if (columns[0]->kind_ == Kind::min_max) {
    scaling.shift = low;
    scaling.scale = high - low;
  } else {
    // The variance is the mean of the variances and the variance of the means.
    scaling.shift = scaling.scale = 0;
    const auto share = [&](const ScalingFit& column) {
      return static_cast<double>(column.count()) / count;
    };
    for (const ScalingFit* column : columns) {
      scaling.shift += share(*column) * column->moments_.result().mean;
    }
    for (const ScalingFit* column : columns) {
      const Moments found = column->moments_.result();
      const double root_share = std::sqrt(share(*column));
      scaling.scale = std::hypot(scaling.scale, root_share * found.deviation,
                                 root_share * (found.mean - scaling.shift));
    }
  }
  if (!(scaling.scale > 0)) scaling.scale = 1;
  return scaling;
}

Scaling checked_scaling(const Scaling& scaling, const Chunk& chunk) {
  if (std::isfinite(scaling.scale) && std::isfinite(scaling.shift)) return scaling;
  throw Error(Exit::data, chunk.frame.file,
              "column " + quote(chunk.cells.name) + ": the numbers are too far apart to be scaled");
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

Error scaling_error(const Scaling& scaling, double x, const Frame& frame, uint32_t row,
                    const std::string& column) {
  const char* what = scaling.logarithm && x <= -1
                         ? "the logarithm log1p needs numbers above -1 ({})"
                         : "the number is out of range ({})";
  return value_error(frame, row, column, fmt::format(fmt::runtime(what), shortest(x)));
}

}  // namespace aimodel
