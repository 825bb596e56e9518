#include "columns/number_fold.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

using namespace aimodel;

namespace {

template <typename Fold>
void run(Fold& fold, const std::vector<double>& values) {
  do {
    for (const double value : values) fold.add(value);
  } while (fold.end_pass());
}

double sorted_quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const double position = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, values.size() - 1);
  const double fraction = position - static_cast<double>(below);
  if (fraction == 0 || values[below] == values[above]) return values[below];
  return values[below] * (1 - fraction) + values[above] * fraction;
}

std::vector<double> draws(size_t count, uint64_t seed, double scale, double shift) {
  std::vector<double> values;
  for (size_t i = 0; i < count; ++i) values.push_back(scale * Random(seed).normal(i) + shift);
  return values;
}

}  // namespace

TEST_CASE("quantiles are those of the sorted numbers") {
  const std::vector<double> shares = {0, 0.25, 0.5, 0.75, 0.9, 1};
  std::vector<std::vector<double>> cases = {{3},
                                            {1, 2},
                                            {-0.0, 0.0},
                                            {5, 5, 5, 5},
                                            {-1e300, 1e300, 0, -1e-300, 2},
                                            {1, 2, 3, 4, 5, 6, 7}};
  for (const size_t count : {2U, 9U, 100U, 1001U}) {
    cases.push_back(draws(count, count, 10, -3));
    cases.push_back(draws(count, count, 1e-9, 1e9));
  }
  for (const std::vector<double>& values : cases) {
    CAPTURE(values.size());
    QuantileFold fold(shares);
    run(fold, values);
    for (size_t i = 0; i < shares.size(); ++i) {
      CAPTURE(shares[i]);
      CHECK(fold.result(i) == doctest::Approx(sorted_quantile(values, shares[i])).epsilon(1e-14));
    }
  }
}

TEST_CASE("the share of others than the majority") {
  const auto others = [](const std::vector<double>& values) {
    MajorityFold fold;
    run(fold, values);
    return fold.others();
  };
  CHECK(others({3}) == 0);
  CHECK(others({1, 0, 0, 0}) == 0.25);
  CHECK(others({0, 0, 1, 2, 0}) == 0.4);
  CHECK(others({1, 2, 3, 4}) >= 0.5);
  std::vector<double> rare(1000, 7.0);
  rare[0] = rare[1] = rare[999] = 8;
  CHECK(others(rare) == 0.003);
}

TEST_CASE("what folds come to does not tell where blocks of numbers end") {
  const auto in_blocks = [](auto fold, const std::vector<double>& values, size_t size) {
    do {
      for (std::span<const double> rest = values; !rest.empty();) {
        const auto block = rest.first(std::min(size, rest.size()));
        fold.add(block);
        rest = rest.subspan(block.size());
      }
    } while (fold.end_pass());
    return fold;
  };
  for (uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    const std::vector<double> values = draws(1003, seed, 3, 0.1);
    const Moments whole = in_blocks(MomentsFold(), values, values.size()).result();
    const double median = in_blocks(QuantileFold({0.5}), values, values.size()).result(0);
    const double others = in_blocks(MajorityFold(), values, values.size()).others();
    for (const size_t size : {1U, 2U, 3U, 5U, 7U, 100U}) {
      CAPTURE(size);
      const Moments found = in_blocks(MomentsFold(), values, size).result();
      CHECK(found.mean == whole.mean);
      CHECK(found.deviation == whole.deviation);
      CHECK(in_blocks(QuantileFold({0.5}), values, size).result(0) == median);
      CHECK(in_blocks(MajorityFold(), values, size).others() == others);
    }
  }
}

TEST_CASE("moments are exact where they can be, and stay so far from zero") {
  const auto moments = [](const std::vector<double>& values) {
    MomentsFold fold;
    run(fold, values);
    CHECK(fold.count() == static_cast<int64_t>(values.size()));
    return fold.result();
  };
  CHECK(moments({7}).mean == 7);
  CHECK(moments({7}).deviation == 0);
  CHECK(moments({0.1, 0.1, 0.1}).mean == 0.1);
  CHECK(moments({0.1, 0.1, 0.1}).deviation == 0);
  CHECK(moments({1, 3}).mean == 2);
  CHECK(moments({1, 3}).deviation == 1);
  const Moments far = moments({1e15, 1e15 + 1, 1e15 + 2});
  CHECK(far.mean == 1e15 + 1);
  CHECK(far.deviation == doctest::Approx(std::sqrt(2.0 / 3)).epsilon(1e-12));
  const Moments huge = moments({1.7e308, 1.6e308, -1.7e308});
  CHECK(huge.mean == doctest::Approx(1.6e308 / 3).epsilon(1e-12));
  CHECK(std::isfinite(huge.deviation));
  const Moments tiny = moments({1e-300, 3e-300});
  CHECK(tiny.mean == doctest::Approx(2e-300).epsilon(1e-12));
  CHECK(tiny.deviation == doctest::Approx(1e-300).epsilon(1e-12));
  const std::vector<double> values = draws(20000, 5, 2, 100);
  long double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  const long double mean = sum / values.size();
  for (const double value : values) squares += (value - mean) * (value - mean);
  CHECK(moments(values).mean == doctest::Approx(static_cast<double>(mean)).epsilon(1e-15));
  CHECK(moments(values).deviation ==
        doctest::Approx(std::sqrt(static_cast<double>(squares / values.size()))).epsilon(1e-14));
}
