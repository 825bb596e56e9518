#pragma once

#include <cstdint>

#include "tensor/real.h"

namespace aimodel {

// Softmax and cross-entropy of rows with few classes, side by side: each number of a vector is
// another row. What cross_entropy.cpp says row by row, to rounding.
//   z [rows, classes]   target [rows]: the class of each   scale [rows] of dz
//   loss [rows], unweighted   dz [rows, classes], or null where no gradient is wanted; may be z
struct NarrowCrossEntropy {
  static constexpr int64_t kMostClasses = 64;
  static constexpr int64_t kMostRows = 16;

  int64_t rows;  // at most kMostRows
  int64_t classes;
  double smoothing;
  const real* z;
  const real* target;
  const real* scale;
  real* loss;
  real* dz;
};
void narrow_cross_entropy(const NarrowCrossEntropy& block);

}  // namespace aimodel
