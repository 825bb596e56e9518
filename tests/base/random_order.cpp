#include "base/random_order.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

using namespace aimodel;

namespace {

// Chi-square of counts that are expected to be equal, over its degrees of freedom.
double spread(const std::vector<int>& counts) {
  double total = 0, sum = 0;
  for (const int count : counts) total += count;
  const double expected = total / static_cast<double>(counts.size());
  for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum / static_cast<double>(counts.size() - 1);
}

}  // namespace

TEST_CASE("every number stands at one index, in memory or computed") {
  for (const uint64_t count :
       {0U, 1U, 2U, 7U, 65536U, 65537U, 70001U, 131072U, 131073U, 1000003U}) {
    CAPTURE(count);
    const RandomOrder order(Random(5), count);
    REQUIRE(order.size() == count);
    std::vector<bool> seen(count);
    for (uint64_t i = 0; i < count; ++i) {
      REQUIRE(order[i] < count);
      REQUIRE_FALSE(seen[order[i]]);
      seen[order[i]] = true;
      if (!order.in_memory() || count < 1000) REQUIRE(order.index_of(order[i]) == i);
    }
  }
}

TEST_CASE("the same seed gives the same order, another one another") {
  for (const uint64_t count : {100U, 100000U}) {
    const RandomOrder a(Random(1), count), b(Random(2), count);
    RandomOrder again;
    again.shuffle(Random(3), 17);
    again.shuffle(Random(1), count);
    int same = 0;
    for (uint64_t i = 0; i < count; ++i) {
      REQUIRE(a[i] == again[i]);
      same += a[i] == b[i] ? 1 : 0;
    }
    CHECK(same < 10);
  }
}

TEST_CASE("a computed order is as even as chance") {
  constexpr uint64_t kCount = 100000;
  constexpr int kBins = 50;
  const auto bin = [](uint64_t value) { return static_cast<size_t>(value * kBins / kCount); };
  std::vector<int> first(kBins), pairs(kBins * kBins), next(kBins);
  double distance = 0;
  constexpr int kSeeds = 40;
  for (uint64_t seed = 0; seed < kSeeds; ++seed) {
    const RandomOrder order(Random(seed), kCount);
    ++first[bin(order[0])];
    for (uint64_t i = 0; i + 1 < kCount; ++i) {
      ++pairs[bin(i) * kBins + bin(order[i])];  // where a number of each range stands
      ++next[bin((order[i + 1] + kCount - order[i]) % kCount)];  // how far apart neighbours are
      distance += std::abs(static_cast<double>(order[i]) - static_cast<double>(order[i + 1]));
    }
  }
  // Over its degrees of freedom chi-square is 1 with a deviation of sqrt(2 / freedom).
  CHECK(spread(pairs) < 1.2);
  CHECK(spread(next) < 1.8);
  CHECK(spread(next) > 0.4);
  CHECK(distance / (kSeeds * (kCount - 1.0)) == doctest::Approx(kCount / 3.0).epsilon(0.002));
  // The first number of 1,000 orders.
  std::vector<int> heads(10);
  for (uint64_t seed = 0; seed < 1000; ++seed) {
    ++heads[RandomOrder(Random(seed), kCount)[0] * 10 / kCount];
  }
  CHECK(spread(heads) < 2.5);
}
