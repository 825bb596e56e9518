#include "tensor/arena.h"

#include <algorithm>

namespace aimodel {

namespace {

constexpr size_t kStep = 64 / sizeof(real);  // what is handed out begins at multiples of 64 bytes

}  // namespace

Tensor Arena::make(const Shape& shape) {
  const auto wanted = static_cast<size_t>(shape.elements());
  const size_t size = std::max(kStep, (wanted + kStep - 1) / kStep * kStep);
  if (blocks_.empty() || blocks_.back().size() - used_ < size) {
    constexpr size_t kSmallest = size_t{1} << 14;
    blocks_.emplace_back(std::max(size, kSmallest));
    used_ = 0;
  }
  real* data = blocks_.back().data() + used_;
  used_ += size;
  total_ += size;
  return {data, shape};
}

Tensor Arena::zeros(const Shape& shape) {
  const Tensor result = make(shape);
  std::fill_n(result.data, result.size(), real{0});
  return result;
}

void Arena::reset() {
  if (blocks_.size() > 1) {
    blocks_.clear();
    blocks_.emplace_back(total_);
  }
  used_ = 0;
  total_ = 0;
}

size_t Arena::bytes() const {
  size_t sum = 0;
  for (const Buffer& block : blocks_) sum += block.size() * sizeof(real);
  return sum;
}

}  // namespace aimodel
