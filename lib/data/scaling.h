#pragma once

#include <span>
#include <string>

#include "data/column_fit.h"
#include "data/stored_state.h"

namespace aimodel {

// How numbers are brought to a size that learning likes.
//   y = (x - shift) / scale,   or with logarithm  y = (log(1 + x) - shift) / scale
//   limits    a column of one value has scale 1; the logarithm needs x > -1
struct Scaling {
  bool logarithm = false;
  double shift = 0;
  double scale = 1;

  double apply(double x) const;
  double undo(double y) const;
};

// Of the values of a sample, none missing, at least one, each fit for the logarithm where there is
// one.
Scaling fit_scaling(const Sample& sample, std::span<const double> values);
void store_scaling(const Scaling& scaling, Json& state);
Scaling restore_scaling(const std::string& kind, const StoredState& state);

// Writes rows of a column. Throws Error (data) for what cannot be scaled to a finite number.
real scaled_value(const Scaling& scaling, double x, const Frame& frame, uint32_t row,
                  const std::string& column);

}  // namespace aimodel
