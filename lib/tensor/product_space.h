#pragma once

#include <cstdint>

#include "tensor/real.h"

namespace aimodel {

// Where the tile kernel copies parts of its factors together. Each thread has one from its first
// product on: as thread_local arrays, one for each set of instructions, they would be filled with
// zeros whenever the program starts, which took longer than all else.
struct ProductSpace {
  static constexpr int64_t kSteps = 512;  // of a panel of b, which is kept in cache
  static constexpr int64_t kWidth = 128 / int64_t{sizeof(real)};  // two vectors of 64 bytes
  static constexpr int64_t kRows = 256;                           // of a, where it is copied too

  alignas(64) real panel[kSteps * kWidth];
  alignas(64) real tiles[kSteps * kRows];
};

ProductSpace& product_space();

}  // namespace aimodel
