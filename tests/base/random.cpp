#include "base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include <doctest/doctest.h>

using namespace aimodel;

TEST_CASE("Philox 4x32-10 gives the known answers of Random123") {
  using Block = std::array<uint32_t, 4>;
  CHECK(philox({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("draws are words of the block at position / 4, under both halves of the key") {
  const Random zero(0);
  CHECK(zero.bits(0) == 0x6627e8d5);
  CHECK(zero.bits(3) == 0x9b00dbd8);
  const uint64_t position = (uint64_t{7} << 34) + 4 * 5 + 2;  // counter 5 with 7 * 2^32 above it
  CHECK(Random((uint64_t{2} << 32) + 1).bits(position) == philox({5, 7, 0, 0}, {1, 2})[2]);
}

TEST_CASE("fill_bits gives what bits gives, from any position, in any piece") {
  const Random random = Random(42).branch("dropout");
  for (const uint64_t first : {0, 1, 2, 3, 4, 1001}) {
    for (const size_t count : {0, 1, 3, 4, 5, 17}) {
      std::vector<uint32_t> draws(count);
      random.fill_bits(first, draws);
      for (size_t i = 0; i < count; ++i) CHECK(draws[i] == random.bits(first + i));
    }
  }
}

TEST_CASE("branches are streams of their own") {
  const Random seed(1);
  std::set<uint64_t> keys = {seed.key()};
  for (const char* purpose : {"", "split", "weights", "dropout", "shuffle", "tilps"}) {
    keys.insert(seed.branch(purpose).key());
  }
  for (uint64_t i = 0; i < 1000; ++i) keys.insert(seed.branch(i).key());
  for (uint64_t other = 2; other < 100; ++other) keys.insert(Random(other).branch("split").key());
  CHECK(keys.size() == 1 + 6 + 1000 + 98);
  CHECK(seed.branch("split").key() == Random(1).branch("split").key());
  CHECK(seed.branch("a").branch("b").key() != seed.branch("b").branch("a").key());
}

TEST_CASE("uniform: in [0, 1), mean 1/2, variance 1/12") {
  const Random random = Random(3).branch("uniform");
  constexpr int kDraws = 100000;
  double sum = 0, squares = 0;
  for (uint64_t i = 0; i < kDraws; ++i) {
    const double u = random.uniform(i);
    REQUIRE((u >= 0 && u < 1));
    sum += u;
    squares += (u - 0.5) * (u - 0.5);
  }
  CHECK(std::abs(sum / kDraws - 0.5) < 5 * std::sqrt(1.0 / 12 / kDraws));
  CHECK(std::abs(squares / kDraws - 1.0 / 12) < 5 * std::sqrt(1.0 / 180 / kDraws));
}

TEST_CASE("normal: mean 0, variance 1, fourth moment 3, always finite") {
  const Random random = Random(4).branch("normal");
  constexpr int kDraws = 100000;
  double sum = 0, squares = 0, fourth = 0;
  for (uint64_t i = 0; i < kDraws; ++i) {
    const double z = random.normal(i);
    REQUIRE(std::isfinite(z));
    sum += z;
    squares += z * z;
    fourth += z * z * z * z;
  }
  CHECK(std::abs(sum / kDraws) < 5 / std::sqrt(kDraws));
  CHECK(std::abs(squares / kDraws - 1) < 5 * std::sqrt(2.0 / kDraws));
  CHECK(std::abs(fourth / kDraws - 3) < 5 * std::sqrt(96.0 / kDraws));
}

TEST_CASE("below: every value, equally often, never the bound") {
  const Random random = Random(5).branch("below");
  std::map<uint64_t, int> counts;
  for (uint64_t i = 0; i < 7000; ++i) ++counts[random.below(7, i)];
  CHECK(counts.size() == 7);
  for (const auto& [value, count] : counts) {
    CHECK(value < 7);
    CHECK(std::abs(count - 1000) < 5 * std::sqrt(1000.0 * 6 / 7));
  }
  CHECK(random.below(1, 9) == 0);
}

TEST_CASE("permutation: each number once, each order equally often") {
  std::vector<uint32_t> order = Random(6).permutation(1000);
  CHECK(order != Random(7).permutation(1000));
  CHECK(order == Random(6).permutation(1000));
  std::ranges::sort(order);
  for (uint32_t i = 0; i < 1000; ++i) CHECK(order[i] == i);
  CHECK(Random(6).permutation(0).empty());
  std::map<std::vector<uint32_t>, int> orders;
  for (uint64_t seed = 0; seed < 6000; ++seed) ++orders[Random(8).branch(seed).permutation(3)];
  CHECK(orders.size() == 6);
  for (const auto& [which, count] : orders) {
    CHECK(std::abs(count - 1000) < 5 * std::sqrt(1000.0 * 5 / 6));
  }
}
