#pragma once

#include <cmath>
#include <cstdint>

#include "tensor/softmax.h"

namespace aimodel {

// The logarithm of a row's softmax, and its softmax in `p` where that has data. The largest logit m
// is taken off first, and the others are summed apart from it, so that neither large logits
// overflow nor the small losses of sure rows are rounded to 0.
//   log p_j = z_j - m - log(1 + others),   others = sum over all but the largest of exp(z_j - m)
struct LogSoftmax {
  double largest;
  double others;

  double log_probability(double z) const { return z - largest - std::log1p(others); }
};

// z [width] -> p [width]; p may be z, or null where only the logarithm is wanted.
inline LogSoftmax log_softmax(const real* z, int64_t width, real* p) {
  int64_t top = 0;
  for (int64_t j = 1; j < width; ++j) top = z[j] > z[top] ? j : top;
  LogSoftmax result{z[top], 0};
  if (p == nullptr) {
    for (int64_t j = 0; j < width; ++j) {
      if (j != top) result.others += std::exp(z[j] - result.largest);
    }
    return result;
  }
  softmax_rows({const_cast<real*>(z), {1, width}}, {p, {1, width}});
  for (int64_t j = 0; j < width; ++j) {
    if (j != top) result.others += p[j];
  }
  result.others /= p[top];
  return result;
}

}  // namespace aimodel
