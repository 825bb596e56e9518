#include "profile/homogeneity.h"

#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"

using namespace aimodel;

TEST_CASE("stability index: known numbers") {
  CHECK(stability_index({{50, 50}, {60, 40}}) == doctest::Approx(0.04054651));
  CHECK(stability_index({{25, 25, 25, 25}, {10, 20, 30, 40}}) == doctest::Approx(0.2282174));
  CHECK(stability_index({{25, 75}, {250, 750}}) == doctest::Approx(0));
  CHECK(stability_index({{100, 0, 0}, {50, 50, 0}}) > 1);  // finite although a bin is empty
}

TEST_CASE("gamma tail: known numbers of chi-squared laws, far out too") {
  const auto chi_squared_tail = [](double x, double degrees) {
    return gamma_tail(degrees / 2, x / 2);
  };
  CHECK(chi_squared_tail(16.918978, 9) == doctest::Approx(0.05).epsilon(1e-6));
  CHECK(chi_squared_tail(21.665994, 9) == doctest::Approx(0.01).epsilon(1e-6));
  CHECK(chi_squared_tail(3.841459, 1) == doctest::Approx(0.05).epsilon(1e-6));
  CHECK(chi_squared_tail(5.991465, 2) == doctest::Approx(0.05).epsilon(1e-6));
  CHECK(chi_squared_tail(40, 2) == doctest::Approx(std::exp(-20)).epsilon(1e-9));
  CHECK(chi_squared_tail(1, 2) == doctest::Approx(std::exp(-0.5)).epsilon(1e-12));
  CHECK(chi_squared_tail(124.342113, 100) == doctest::Approx(0.05).epsilon(1e-6));
  CHECK(chi_squared_tail(0, 9) == 1);
}

TEST_CASE("homogeneity: large tables follow the chi-squared law") {
  // X2 = 2 (10^2 / 50 + 10^2 / 50) / 2 ... of 2 x 2: 200 (60 40 - 40 60)^2 / 100^4 and the like.
  CHECK(homogeneity({{5000, 5000}, {5200, 4800}}) ==
        doctest::Approx(gamma_tail(0.5, 8.0032 / 2)).epsilon(0.01));
  CHECK(homogeneity({{100, 200, 300}, {100, 200, 300}}) == 1);
  CHECK(homogeneity({{10}, {20}}) == 1);
  CHECK(homogeneity({{0, 0}, {20, 10}}) == 1);
  CHECK(homogeneity({{100, 0}, {0, 100}}) < 1e-30);
}

TEST_CASE("mean and variance of the statistic, beside all orders of a small table") {
  // Six rows of three bins (3, 2, 1), of which three are the first sample: all 20 choices.
  const int bin_of[] = {0, 0, 0, 1, 1, 2};
  double sum = 0, squares = 0;
  int choices = 0;
  for (int mask = 0; mask < 64; ++mask) {
    if (__builtin_popcount(static_cast<unsigned>(mask)) != 3) continue;
    double before[3] = {}, after[3] = {};
    for (int i = 0; i < 6; ++i) ++(mask >> i & 1 ? before : after)[bin_of[i]];
    double statistic = 0;
    for (int k = 0; k < 3; ++k) {
      const double expected = (before[k] + after[k]) / 2;
      statistic += 2 * (before[k] - expected) * (before[k] - expected) / expected;
    }
    sum += statistic;
    squares += statistic * statistic;
    ++choices;
  }
  const double mean = sum / choices, variance = squares / choices - mean * mean;
  // (3, 0, 0) against (0, 2, 1) has X2 = 6.
  CHECK(homogeneity({{3, 0, 0}, {0, 2, 1}}) ==
        doctest::Approx(gamma_tail(mean * mean / variance, 6 * mean / variance)).epsilon(1e-9));
}

TEST_CASE("bins of few rows raise alarms at their nominal rate") {
  constexpr int kTables = 2000, kBins = 60, kRows = 300;  // five rows a bin and sample
  int alarms = 0;
  for (uint64_t table = 0; table < kTables; ++table) {
    const Random random = Random(3).branch(table);
    Bins bins{std::vector<double>(kBins), std::vector<double>(kBins)};
    for (uint64_t i = 0; i < kRows; ++i) {
      ++bins.before[random.below(kBins, 2 * i)];
      ++bins.after[random.below(kBins, 2 * i + 1)];
    }
    alarms += homogeneity(bins) < 0.01 ? 1 : 0;
  }
  CAPTURE(alarms);
  CHECK(alarms >= 8);  // 20, with a deviation of 4.4
  CHECK(alarms <= 34);
}
