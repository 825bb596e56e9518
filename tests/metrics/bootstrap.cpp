#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"
#include "metrics/scored.h"
#include "tensor/parallel.h"

using namespace aimodel;

namespace {

// Rows whose predictions are right with probability `skill`.
Scored random_rows(int64_t rows, double skill) {
  const Random random(9);
  std::vector<double> probability, target;
  for (uint64_t i = 0; i < static_cast<uint64_t>(rows); ++i) {
    const double truth = random.uniform(3 * i) < 0.5 ? 1 : 0;
    const bool right = random.uniform(3 * i + 1) < skill;
    const double sure = 0.5 + 0.5 * random.uniform(3 * i + 2);
    target.push_back(truth);
    probability.push_back((truth == 1) == right ? sure : 1 - sure);
  }
  return yes_no(probability, target);
}

Interval interval(const char* name, const Scored& scored, int repeats = 1000) {
  return bootstrap_interval(*find_metric(name), scored, repeats, 1);
}

}  // namespace

TEST_CASE("the interval of an accuracy is that of a binomial share") {
  const Scored scored = random_rows(1000, 0.8);
  const double accuracy = value_of("accuracy", scored);
  const double half = 1.96 * std::sqrt(accuracy * (1 - accuracy) / 1000);
  const Interval found = interval("accuracy", scored, 2000);
  CHECK(found.low == doctest::Approx(accuracy - half).epsilon(0.005));
  CHECK(found.high == doctest::Approx(accuracy + half).epsilon(0.005));
}

TEST_CASE("the interval of an auc is that of Hanley and McNeil, about") {
  const Scored scored = random_rows(600, 0.8);
  const double auc = value_of("auc", scored);
  const double q1 = auc / (2 - auc), q2 = 2 * auc * auc / (1 + auc);
  const double variance =
      (auc * (1 - auc) + 299 * (q1 - auc * auc) + 299 * (q2 - auc * auc)) / (300.0 * 300);
  const Interval found = interval("auc", scored);
  CHECK(found.low < auc);
  CHECK(found.high > auc);
  CHECK((found.high - found.low) / 2 == doctest::Approx(1.96 * std::sqrt(variance)).epsilon(0.2));
}

TEST_CASE("a resample by weights is a resample by rows") {
  // The same rows with weights 2 and as two rows each: other draws, the same spread up to sqrt(2).
  Scored scored = random_rows(400, 0.7);
  const Interval plain = interval("log_loss", scored);
  scored.weight.assign(400, 2.0);
  const Interval doubled = interval("log_loss", scored);
  CHECK(doubled.low == doctest::Approx(plain.low).epsilon(1e-12));
  CHECK(doubled.high == doctest::Approx(plain.high).epsilon(1e-12));
}

TEST_CASE("a ranking made once gives what sorting each resample would") {
  Scored scored = random_rows(300, 0.7);
  Metric sorting = *find_metric("auc");
  sorting.ranks = false;
  const Interval once = interval("auc", scored, 100);
  const Interval each = bootstrap_interval(sorting, scored, 100, 1);
  CHECK(once.low == each.low);
  CHECK(once.high == each.high);
}

TEST_CASE("the same interval with any number of threads, another with another seed") {
  const Scored scored = random_rows(500, 0.7);
  const Interval alone = interval("auc", scored, 200);
  Interval shared;
  with_team(3, [&] { shared = interval("auc", scored, 200); });
  CHECK(shared.low == alone.low);
  CHECK(shared.high == alone.high);
  CHECK(bootstrap_interval(*find_metric("auc"), scored, 200, 2).low != alone.low);
}

TEST_CASE("resamples without a value are left out") {
  // One positive row of three: a third of the resamples have none.
  const Scored scored = yes_no({0.9, 0.1, 0.2}, {1, 0, 0});
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const Interval found = bootstrap_interval(*find_metric("recall"), scored, 100, seed);
    CHECK(found.low == 1);
    CHECK(found.high == 1);
  }
  CHECK(std::isnan(interval("recall", yes_no({0.9}, {0})).low));
  CHECK(std::isnan(interval("accuracy", yes_no({}, {})).high));
}

TEST_CASE("one row has no spread, one resample no width") {
  const Interval one_row = interval("mae", numbers({1}, {3}), 10);
  CHECK(one_row.low == 2);
  CHECK(one_row.high == 2);
  const Interval one_resample = interval("accuracy", random_rows(50, 0.5), 1);
  CHECK(one_resample.low == one_resample.high);
}
