#include "explain/shuffle_error.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

using namespace aimodel;

namespace {

// d_ir = a_i + b_j + e_ij of one set of rows and its shuffles.
struct Parts {
  double own, value, rest;
};

struct Found {
  double mean, error;
};

Found measure(const Parts& parts, uint64_t seed, size_t n, int repeats, bool weighted) {
  const Random random(seed);
  std::vector<double> share(n, 1.0);
  if (weighted) {
    double sum = 0;
    for (size_t i = 0; i < n; ++i) sum += share[i] = 0.5 + static_cast<double>(i % 4);
    for (double& each : share) each *= static_cast<double>(n) / sum;
  }
  ShuffleError error(share);
  std::vector<double> lost(n);
  for (int r = 0; r < repeats; ++r) {
    const std::vector<uint32_t> given = random.branch("order")
                                            .branch(static_cast<uint64_t>(r))
                                            .permutation(static_cast<uint32_t>(n));
    for (size_t i = 0; i < n; ++i) {
      const uint64_t j = given[i];
      lost[i] = share[i] * (parts.own * random.branch("a").normal(i) +
                            parts.value * random.branch("b").normal(j) +
                            parts.rest * random.branch("e").normal(i * n + j));
    }
    error.add(lost, given);
  }
  return {error.mean(), error.standard_error()};
}

}  // namespace

TEST_CASE("the standard error is the spread of the mean over other rows and other shuffles") {
  for (const Parts& parts : {Parts{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {1, 2, 0.5}}) {
    for (const int repeats : {1, 2, 5}) {
      for (const bool weighted : {false, true}) {
        if (repeats == 1 && parts.value > 0) continue;  // of one shuffle only rows are known
        CAPTURE(parts.own);
        CAPTURE(parts.value);
        CAPTURE(parts.rest);
        CAPTURE(repeats);
        CAPTURE(weighted);
        constexpr int kSets = 2000;
        double squares = 0, said = 0;
        int beyond = 0;
        for (uint64_t seed = 0; seed < kSets; ++seed) {
          const Found found = measure(parts, seed, 60, repeats, weighted);
          squares += found.mean * found.mean / kSets;
          said += found.error * found.error / kSets;
          beyond += found.mean > 2 * found.error ? 1 : 0;
        }
        CHECK(std::sqrt(said) == doctest::Approx(std::sqrt(squares)).epsilon(0.15));
        CHECK(beyond < 0.035 * kSets);  // 0.023 of a normal distribution, 0.0034 its deviation
      }
    }
  }
}

TEST_CASE("what no shuffle changes is known exactly") {
  const std::vector<double> share(5, 1.0);
  ShuffleError error(share);
  error.add({0, 0, 0, 0, 0}, {1, 2, 3, 4, 0});
  error.add({0, 0, 0, 0, 0}, {4, 3, 2, 1, 0});
  CHECK(error.mean() == 0);
  CHECK(error.standard_error() == 0);
}
