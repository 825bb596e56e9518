#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "tensor/buffer.h"
#include "tensor/tensor.h"

namespace aimodel {

// Memory for one pass: handed out in order, taken back all at once. After a pass that needed more
// than there was, reset() joins the blocks to one, so that from the second pass on nothing is
// allocated.
class Arena {
 public:
  Tensor make(const Shape& shape);  // not cleared; aligned to 64 bytes
  Tensor zeros(const Shape& shape);
  template <typename T>
  std::span<T> list(size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 64);
    const size_t size = (count * sizeof(T) + sizeof(real) - 1) / sizeof(real);
    auto* first = reinterpret_cast<T*>(make({static_cast<int64_t>(size)}).data);
    std::uninitialized_value_construct_n(first, count);
    return {first, count};
  }
  void reset();
  size_t bytes() const;  // reserved

 private:
  std::vector<Buffer> blocks_;
  size_t used_ = 0;   // of the last block
  size_t total_ = 0;  // asked for since reset
};

}  // namespace aimodel
