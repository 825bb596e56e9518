#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace aimodel {

// Philox 4x32 with 10 rounds: the block of random bits at a counter.
std::array<uint32_t, 4> philox(std::array<uint32_t, 4> counter, std::array<uint32_t, 2> key);

// Random numbers without state: draw number `position` of a stream is a function of (key,
// position), so it does not matter which thread makes it, nor in which order. A stream for another
// purpose is a branch.
//   source    Philox 4x32-10: Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy
//             as 1, 2, 3"
class Random {
 public:
  explicit Random(uint64_t seed) : key_(seed) {}

  Random branch(std::string_view purpose) const;
  Random branch(uint64_t index) const;

  uint32_t bits(uint64_t position) const;
  double uniform(uint64_t position) const;                  // [0, 1), 53 bits
  double normal(uint64_t position) const;                   // mean 0, variance 1 (Box, Muller 1958)
  uint64_t below(uint64_t bound, uint64_t position) const;  // 0 .. bound - 1; bound > 0

  // Draws first_position, first_position + 1, ... as bits(position) gives them, four at a time.
  void fill_bits(uint64_t first_position, std::span<uint32_t> out) const;

  // 0, 1, ... in random order (Fisher, Yates).
  void permute(std::span<uint32_t> out) const;
  std::vector<uint32_t> permutation(uint32_t count) const;

  uint64_t key() const { return key_; }

 private:
  uint64_t key_;
};

}  // namespace aimodel
