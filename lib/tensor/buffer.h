#pragma once

#include <cstddef>
#include <span>

#include "tensor/real.h"

namespace aimodel {

// A run of numbers that owns its memory: zeros at first, aligned to 64 bytes. Large ones ask the
// system for huge pages, without which products of large matrices spend a tenth of their time on
// finding pages. Throws std::bad_alloc.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(size_t size);
  ~Buffer();
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;

  real* data() const { return data_; }
  size_t size() const { return size_; }
  std::span<real> values() const { return {data_, size_}; }

 private:
  real* data_ = nullptr;
  size_t size_ = 0;
  size_t mapped_ = 0;  // bytes, where the system was asked for pages
};

}  // namespace aimodel
