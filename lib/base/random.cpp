#include "base/random.h"

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

namespace aimodel {

std::array<uint32_t, 4> philox(std::array<uint32_t, 4> x, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const uint64_t a = uint64_t{0xD2511F53} * x[0];
    const uint64_t b = uint64_t{0xCD9E8D57} * x[2];
    x = {static_cast<uint32_t>(b >> 32) ^ x[1] ^ key[0], static_cast<uint32_t>(b),
         static_cast<uint32_t>(a >> 32) ^ x[3] ^ key[1], static_cast<uint32_t>(a)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return x;
}

namespace {

using Block = std::array<uint32_t, 4>;

Block block_at(uint64_t key, uint64_t counter) {
  return philox({static_cast<uint32_t>(counter), static_cast<uint32_t>(counter >> 32), 0, 0},
                {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32)});
}

// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection that mixes all bits.
uint64_t mix(uint64_t z) {
  z += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

uint64_t bits64(const Block& block, bool upper) {
  return upper ? uint64_t{block[3]} << 32 | block[2] : uint64_t{block[1]} << 32 | block[0];
}

double to_unit(uint64_t bits) {
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

}  // namespace

Random Random::branch(std::string_view purpose) const {
  uint64_t hash = 0xCBF29CE484222325;  // FNV-1a
  for (const char c : purpose) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return Random(mix(key_ ^ mix(hash)));
}

Random Random::branch(uint64_t index) const {
  return Random(mix(mix(key_) + mix(index)));
}

uint32_t Random::bits(uint64_t position) const {
  return block_at(key_, position / 4)[position % 4];
}

double Random::uniform(uint64_t position) const {
  return to_unit(bits64(block_at(key_, position / 2), position % 2 == 1));
}

double Random::normal(uint64_t position) const {
  const Block block = block_at(key_, position);
  const double u = 1.0 - to_unit(bits64(block, false));  // (0, 1]
  const double v = to_unit(bits64(block, true));
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

uint64_t Random::below(uint64_t bound, uint64_t position) const {
  // The upper half of bits * bound (Lemire 2019); its bias, below bound / 2^64, is of no account
  // here.
  const uint64_t x = bits64(block_at(key_, position), false);
  __extension__ using Wide = unsigned __int128;
  return static_cast<uint64_t>(static_cast<Wide>(x) * bound >> 64);
}

void Random::fill_bits(uint64_t first_position, std::span<uint32_t> out) const {
  size_t i = 0;
  while (i < out.size()) {
    const uint64_t position = first_position + i;
    const Block block = block_at(key_, position / 4);
    for (size_t lane = position % 4; lane < 4 && i < out.size(); ++lane) out[i++] = block[lane];
  }
}

void Random::permute(std::span<uint32_t> out) const {
  std::iota(out.begin(), out.end(), 0u);
  for (size_t i = out.size(); i > 1; --i) std::swap(out[i - 1], out[below(i, i)]);
}

std::vector<uint32_t> Random::permutation(uint32_t count) const {
  std::vector<uint32_t> order(count);
  permute(order);
  return order;
}

}  // namespace aimodel
