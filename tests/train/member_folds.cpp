#include "train/member_folds.h"

#include <numeric>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"

using namespace aimodel;

namespace {

Spec spec_of(int members, bool folds) {
  const Json training{{"members", members}, {"member_folds", folds}, {"seed", 3}};
  return Spec::parse(Json{{"inputs", {{{"columns", {"x"}}, {"type", "number"}}}},
                          {"outputs", {{{"column", "y"}, {"type", "number"}}}},
                          {"training", training}}
                         .dump(),
                     "folds");
}

}  // namespace

TEST_CASE("folds: each row is left out by one member, about as many by each") {
  constexpr size_t kMembers = 4, kRows = 4000;
  const Spec spec = spec_of(kMembers, true);
  MemberFolds folds(spec.training());
  Batch batch;
  batch.rows = kRows;
  folds.set(batch);
  std::vector<int> left_out(kMembers);
  for (size_t i = 0; i < kRows; ++i) {
    int zeros = 0;
    for (size_t m = 0; m < kMembers; ++m) {
      const real weight = folds.weights(m)[i];
      CHECK((weight == 0 || weight == 1));
      zeros += weight == 0;
      left_out[m] += weight == 0;
    }
    REQUIRE(zeros == 1);
  }
  for (const int count : left_out) CHECK(count == doctest::Approx(1000).epsilon(0.1));
}

TEST_CASE("folds: a row's fold is its own, in whatever batch it comes, and its weight is kept") {
  const Spec spec = spec_of(3, true);
  MemberFolds folds(spec.training());
  Batch whole;
  whole.rows = 50;
  const std::vector<real> all_weights(50, real{2});
  whole.weights = all_weights.data();
  folds.set(whole);
  std::vector<real> expected(folds.weights(1), folds.weights(1) + 50);
  CHECK(std::accumulate(expected.begin(), expected.end(), real{0}) > 40);

  Batch some;
  const std::vector<uint32_t> numbers = {49, 3, 17};
  some.rows = 3;
  some.numbers = numbers.data();
  some.weights = all_weights.data();
  folds.set(some);
  for (size_t i = 0; i < 3; ++i) CHECK(folds.weights(1)[i] == expected[numbers[i]]);

  Batch later;
  later.rows = 20;
  later.first = 30;
  later.weights = all_weights.data();
  folds.set(later);
  for (size_t i = 0; i < 20; ++i) CHECK(folds.weights(1)[i] == expected[30 + i]);
}

TEST_CASE("without folds all members have the weights of the batch") {
  const Spec spec = spec_of(3, false);
  MemberFolds folds(spec.training());
  Batch batch;
  batch.rows = 5;
  folds.set(batch);
  CHECK(folds.weights(2) == nullptr);
  const std::vector<real> weights(5, real{2});
  batch.weights = weights.data();
  folds.set(batch);
  CHECK(folds.weights(2) == weights.data());
}

TEST_CASE("a single member has no fold to leave out") {
  const Spec spec = spec_of(1, true);
  CHECK_THROWS_AS(MemberFolds(spec.training()), Error);
}
