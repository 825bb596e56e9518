#include "base/random_order.h"

#include <algorithm>
#include <bit>

namespace aimodel {

void RandomOrder::shuffle(const Random& random, uint64_t count) {
  constexpr uint64_t kInMemory = 65536;
  count_ = count;
  table_.resize(count <= kInMemory ? count : 0);
  if (count <= kInMemory) return random.permute(table_);
  for (size_t i = 0; i < keys_.size(); ++i) keys_[i] = random.bits(i);
  const auto bits = static_cast<int>(std::bit_width(count - 1));
  right_bits_ = (bits + 1) / 2;
  right_mask_ = (1U << right_bits_) - 1;
  left_mask_ = (1U << (bits - right_bits_)) - 1;
}

namespace {

// Mixes all bits of x into the lower ones.
uint32_t scramble(uint32_t x, uint32_t key) {
  x = (x ^ key) * 0x9E3779B1;
  x = (x ^ (x >> 16)) * 0x85EBCA77;
  return x ^ (x >> 15);
}

}  // namespace

uint32_t RandomOrder::computed(uint32_t index) const {
  do {
    uint32_t left = index >> right_bits_, right = index & right_mask_;
    for (int round = 0; round < kRounds; round += 2) {
      left ^= scramble(right, keys_[static_cast<size_t>(round)]) & left_mask_;
      right ^= scramble(left, keys_[static_cast<size_t>(round) + 1]) & right_mask_;
    }
    index = left << right_bits_ | right;
  } while (index >= count_);
  return index;
}

uint64_t RandomOrder::index_of(uint32_t number) const {
  if (in_memory()) {
    return static_cast<uint64_t>(std::ranges::find(table_, number) - table_.begin());
  }
  do {  // the rounds the other way round
    uint32_t left = number >> right_bits_, right = number & right_mask_;
    for (int round = kRounds - 2; round >= 0; round -= 2) {
      right ^= scramble(left, keys_[static_cast<size_t>(round) + 1]) & right_mask_;
      left ^= scramble(right, keys_[static_cast<size_t>(round)]) & left_mask_;
    }
    number = left << right_bits_ | right;
  } while (number >= count_);
  return number;
}

}  // namespace aimodel
