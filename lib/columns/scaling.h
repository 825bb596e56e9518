#pragma once

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "columns/column_fit.h"
#include "columns/number_fold.h"
#include "columns/stored_state.h"

namespace aimodel {

// How numbers are brought to a size that learning likes.
//   y = (x - shift) / scale,   or with logarithm  y = (log(1 + x) - shift) / scale
//   with a clip    y / sqrt(1 + (y / clip)^2): about y near 0, below clip everywhere
//   source    the smooth clip of RealMLP (Holzmueller, Grinsztajn, Steinwart 2024, arXiv:2407.04491)
//   limits    a column of one value has scale 1; the logarithm needs x > -1
struct Scaling {
  bool logarithm = false;
  double shift = 0;
  double scale = 1;
  double clip = std::numeric_limits<double>::infinity();

  double apply(double x) const {
    const double y = ((logarithm ? std::log1p(x) : x) - shift) / scale;
    return std::isinf(clip) ? y : y / std::hypot(1.0, y / clip);
  }
  double undo(double y) const;
};

// How a scaling is found from the values of the training rows, none of them missing.
class ScalingFit {
 public:
  explicit ScalingFit(const Options& options);  // its "scaling" names the kind
  void add(std::span<const double> values);     // where there is a logarithm, fit for it
  void add(double value) { add(std::span(&value, 1)); }
  bool end_pass();
  int64_t count() const { return moments_.count(); }
  // Of at least one value. Where they are too far apart to be scaled it is not finite.
  Scaling result() const;
  // Of the values of several columns of one kind (not robust) together.
  static Scaling together(const std::vector<const ScalingFit*>& columns);

 private:
  enum class Kind { standard, min_max, robust, log1p, none };
  Kind kind_;
  MomentsFold moments_;
  QuantileFold quartiles_{{0.25, 0.5, 0.75}};
};
// Throws Error (data) where they are.
Scaling checked_scaling(const Scaling& scaling, const Chunk& chunk);
void store_scaling(const Scaling& scaling, Json& state);
Scaling restore_scaling(const std::string& kind, const StoredState& state);

// Writes rows of a column. Throws Error (data) for what cannot be scaled to a finite number.
Error scaling_error(const Scaling& scaling, double x, const Frame& frame, uint32_t row,
                    const std::string& column);
inline double scaled_number(const Scaling& scaling, double x, const Frame& frame, uint32_t row,
                            const std::string& column) {
  if (!scaling.logarithm || x > -1) {
    const double y = scaling.apply(x);
    if (std::isfinite(static_cast<real>(y))) return y;
  }
  throw scaling_error(scaling, x, frame, row, column);
}
inline real scaled_value(const Scaling& scaling, double x, const Frame& frame, uint32_t row,
                         const std::string& column) {
  return static_cast<real>(scaled_number(scaling, x, frame, row, column));
}

}  // namespace aimodel
