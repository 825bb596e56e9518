#pragma once

#include <cmath>
#include <numbers>

namespace aimodel {

// From `start` to `end` along half a cosine, while `share` goes from 0 to 1.
inline double half_cosine(double start, double end, double share) {
  return end + (start - end) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

}  // namespace aimodel
