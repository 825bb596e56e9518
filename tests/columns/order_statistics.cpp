#include "columns/order_statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

#include "base/random.h"

using namespace aimodel;

namespace {

void check(const std::vector<double>& numbers) {
  std::vector<size_t> ranks;
  for (size_t i = 0; i <= 10; ++i) ranks.push_back(i * (numbers.size() - 1) / 10);
  std::vector<double> sorted = numbers, expected;
  std::ranges::sort(sorted);
  for (const size_t rank : ranks) expected.push_back(sorted[rank]);
  CHECK(order_statistics(numbers, ranks) == expected);
}

}  // namespace

TEST_CASE("the numbers at places are those of the sorted numbers") {
  const Random random(3);
  const auto draw = [&](size_t count, const auto& shape) {
    std::vector<double> numbers;
    for (size_t i = 0; i < count; ++i) numbers.push_back(shape(random.normal(i)));
    return numbers;
  };
  for (const size_t count : {1U, 2U, 11U, 256U, 257U, 5000U}) {
    CAPTURE(count);
    check(draw(count, [](double z) { return z; }));
    check(draw(count, [](double z) { return std::max(0.0, std::round(100 * z)); }));
    check(draw(count, [](double z) { return std::exp(40 * z); }));
    check(draw(count, [](double z) { return std::copysign(std::exp(700 + z), z); }));
    check(draw(count, [](double z) { return std::trunc(z) * 5e-324; }));
    check(draw(count, [](double z) { return 1e15 + std::trunc(z); }));
    check(draw(count, [](double) { return 7.0; }));
  }
}

TEST_CASE("one number far outside hides no other") {
  std::vector<double> numbers(4000);
  std::iota(numbers.rbegin(), numbers.rend(), -1000.0);
  numbers[17] = 1e300;
  numbers[18] = -1.7e308;
  check(numbers);
  numbers[17] = 1.7e308;
  check(numbers);
}

TEST_CASE("no places, no numbers") {
  CHECK(order_statistics({}, {}).empty());
}
