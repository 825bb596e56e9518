#pragma once

#include <cstring>
#include <vector>

#include "tensor/tensor.h"

namespace aimodel {

inline Tensor view_of(std::vector<real>& x) {
  return {x.data(), {static_cast<int64_t>(x.size())}};
}

inline bool same_bytes(const std::vector<real>& x, const std::vector<real>& y) {
  return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(real)) == 0;
}

}  // namespace aimodel
