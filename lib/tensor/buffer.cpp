#include "tensor/buffer.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <new>
#include <utility>

#include <sys/mman.h>

namespace aimodel {

namespace {

constexpr size_t kAlignment = 64;
constexpr size_t kHugePage = size_t{2} << 20;

// Pages of zeros that begin at a multiple of a huge page; `bytes` is one too.
void* map_huge(size_t bytes) {
  void* const start = ::mmap(nullptr, bytes + kHugePage, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) throw std::bad_alloc();
  auto* const first = static_cast<char*>(start);
  const size_t before = (kHugePage - reinterpret_cast<uintptr_t>(first) % kHugePage) % kHugePage;
  if (before > 0) ::munmap(first, before);
  if (before < kHugePage) ::munmap(first + before + bytes, kHugePage - before);
  ::madvise(first + before, bytes, MADV_HUGEPAGE);  // a wish: without it the pages are small ones
  return first + before;
}

}  // namespace

Buffer::Buffer(size_t size) : size_(size) {
  if (size > std::numeric_limits<size_t>::max() / 2 / sizeof(real)) throw std::bad_alloc();
  const size_t bytes = size * sizeof(real);
  if (bytes >= 2 * kHugePage) {
    mapped_ = (bytes + kHugePage - 1) / kHugePage * kHugePage;
    data_ = static_cast<real*>(map_huge(mapped_));
  } else if (size > 0) {
    data_ = static_cast<real*>(::operator new[](bytes, std::align_val_t(kAlignment)));
    std::fill_n(data_, size, real{0});
  }
}

Buffer::~Buffer() {
  if (mapped_ > 0) {
    ::munmap(data_, mapped_);
  } else {
    ::operator delete[](data_, std::align_val_t(kAlignment));
  }
}

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

}  // namespace aimodel
