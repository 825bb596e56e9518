#pragma once

#include <cstring>
#include <vector>

#include "base/random.h"
#include "tensor/tensor.h"

namespace aimodel {

inline Tensor view_of(std::vector<real>& x) {
  return {x.data(), {static_cast<int64_t>(x.size())}};
}

inline std::vector<real> draws(size_t count, uint64_t seed) {
  std::vector<real> x(count);
  const Random random(seed);
  for (size_t i = 0; i < count; ++i) x[i] = static_cast<real>(random.normal(i));
  return x;
}

inline bool same_bytes(const std::vector<real>& x, const std::vector<real>& y) {
  return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(real)) == 0;
}

}  // namespace aimodel
