#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/random.h"

namespace aimodel {

// The numbers 0 .. count - 1 in random order. Up to 65,536 of them are shuffled in memory (Fisher,
// Yates). More are not held at all: an index's number is computed, by a Feistel network over the
// least even-sided range of bits that holds them, applied again until the number is below count
// (Black, Rogaway 2002, "Ciphers with arbitrary finite domains", cycle walking). So an order over
// rows that do not fit in memory takes no memory either, and can be begun at any index.
class RandomOrder {
 public:
  RandomOrder() = default;
  RandomOrder(const Random& random, uint64_t count) { shuffle(random, count); }
  void shuffle(const Random& random, uint64_t count);  // anew; count at most 2^32

  uint64_t size() const { return count_; }
  uint32_t operator[](uint64_t index) const {
    return table_.empty() ? computed(static_cast<uint32_t>(index)) : table_[index];
  }
  // Where a number stands; of an order that is held in memory by looking for it.
  uint64_t index_of(uint32_t number) const;
  bool in_memory() const { return !table_.empty(); }

 private:
  static constexpr int kRounds = 8;
  uint32_t computed(uint32_t index) const;

  uint64_t count_ = 0;
  std::vector<uint32_t> table_;
  std::array<uint32_t, kRounds> keys_{};
  int right_bits_ = 0;
  uint32_t left_mask_ = 0, right_mask_ = 0;
};

}  // namespace aimodel
