#include "model/evaluation_sample.h"

#include <algorithm>
#include <set>

#include <doctest/doctest.h>

using namespace aimodel;

namespace {

constexpr int64_t kMost = EvaluationSample::kMost;

// Rows that hold their own number.
Dataset numbered(int64_t rows) {
  Dataset data;
  data.rows = rows;
  data.inputs.push_back({1, {}});
  for (int64_t i = 0; i < rows; ++i) data.inputs[0].values.push_back(static_cast<real>(i));
  return data;
}

std::vector<real> measured(const Dataset& data, uint64_t seed) {
  const EvaluationSample rows(data, seed);
  BatchMemory memory;
  const Batch& batch = rows.rows().fetch(0, rows.rows().rows(), memory);
  return {batch.inputs[0].data, batch.inputs[0].data + batch.rows};
}

}  // namespace

TEST_CASE("few rows are measured all, in order") {
  for (const int64_t count : {int64_t{1}, kMost}) {
    const Dataset data = numbered(count);
    CHECK(measured(data, 1) == data.inputs[0].values);
    CHECK(EvaluationSample::count(count) == count);
  }
}

TEST_CASE("of many rows so many are measured, each once, drawn by the seed from all of them") {
  const Dataset data = numbered(4 * kMost);
  const std::vector<real> rows = measured(data, 1);
  CHECK(static_cast<int64_t>(rows.size()) == kMost);
  CHECK(EvaluationSample::count(data.rows) == kMost);
  CHECK(std::set<real>(rows.begin(), rows.end()).size() == rows.size());
  CHECK(measured(data, 1) == rows);
  CHECK(measured(data, 2) != rows);
  // A quarter of each quarter: 16384 with a standard deviation of 96 or so.
  for (int64_t quarter = 0; quarter < 4; ++quarter) {
    const auto within = std::ranges::count_if(
        rows, [&](real row) { return static_cast<int64_t>(row) / kMost == quarter; });
    CHECK(within > kMost / 4 - 500);
    CHECK(within < kMost / 4 + 500);
  }
}
