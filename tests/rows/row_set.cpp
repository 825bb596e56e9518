#include "rows/row_set.h"

#include <algorithm>
#include <memory>
#include <numeric>

#include <doctest/doctest.h>

#include "base/file.h"
#include "base/random_access_file.h"
#include "columns/column.h"
#include "csv/support.h"
#include "rows/row_file.h"
#include "tensor/parallel.h"

using namespace aimodel;

namespace {

std::vector<real> values(const Tensor& tensor) {
  return {tensor.values().begin(), tensor.values().end()};
}

Dataset three_rows() {
  Dataset data;
  data.rows = 3;
  data.inputs = {{2, {1, 2, 3, 4, 5, 6}}, {1, {7, 8, 9}}};
  data.targets = {{1, {0, 1, 0}}};
  data.truths = {{1, {1.7e12 + 0.25, 1.7e12 + 0.5, 1.7e12}}};
  data.weights = {0.5, 1, 2};
  return data;
}

}  // namespace

TEST_CASE("a run of rows in memory is not copied") {
  const Dataset data = three_rows();
  BatchMemory memory;
  const Batch& batch = RowSet(data).fetch(1, 2, memory);
  CHECK(batch.rows == 2);
  CHECK(batch.inputs[0].shape == Shape{2, 2});
  CHECK(batch.inputs[0].data == data.inputs[0].values.data() + 2);
  CHECK(values(batch.inputs[1]) == std::vector<real>{8, 9});
  CHECK(values(batch.targets[0]) == std::vector<real>{1, 0});
  CHECK(batch.truths[0] == data.truths[0].values.data() + 1);
  CHECK(batch.weights[0] == 1);
}

TEST_CASE("a batch is gathered in the order asked for, in the same memory each time") {
  const Dataset data = three_rows();
  BatchMemory memory;
  const RandomOrder order(Random(3), 3);
  RowSet(data, order, 3).reserve(memory, 2);
  const auto pick = [&](std::vector<real> column, int64_t first, int64_t count, size_t width) {
    std::vector<real> picked;
    for (int64_t i = first; i < first + count; ++i) {
      const size_t row = order[static_cast<uint64_t>(i)];
      for (size_t j = 0; j < width; ++j) picked.push_back(column[row * width + j]);
    }
    return picked;
  };
  const Batch& batch = RowSet(data, order, 3).fetch(0, 2, memory);
  CHECK(batch.rows == 2);
  CHECK(values(batch.inputs[0]) == pick({1, 2, 3, 4, 5, 6}, 0, 2, 2));
  CHECK(values(batch.inputs[1]) == pick({7, 8, 9}, 0, 2, 1));
  CHECK(values(batch.targets[0]) == pick({0, 1, 0}, 0, 2, 1));
  CHECK(std::vector<real>(batch.weights, batch.weights + 2) == pick(data.weights, 0, 2, 1));
  CHECK(batch.truths[0][0] == data.truths[0].values[order[0]]);
  CHECK(batch.truths[0][1] == data.truths[0].values[order[1]]);
  const real* place = batch.inputs[0].data;
  const Batch& next = RowSet(data, order, 3).fetch(2, 1, memory);
  CHECK(next.inputs[0].data == place);
  CHECK(values(next.inputs[0]) == pick({1, 2, 3, 4, 5, 6}, 2, 1, 2));
  CHECK(next.inputs[0].shape == Shape{1, 2});
}

TEST_CASE("data without targets and weights gives batches without them") {
  Dataset data = three_rows();
  data.targets.clear();
  data.weights.clear();
  BatchMemory memory;
  const RandomOrder order(Random(3), 3);
  CHECK(RowSet(data, order, 3).fetch(0, 3, memory).weights == nullptr);
  CHECK(RowSet(data, order, 3).fetch(0, 3, memory).targets.empty());
  CHECK(RowSet(data).fetch(1, 2, memory).weights == nullptr);
  CHECK(RowSet(data).fetch(0, 3, memory).weights == nullptr);
}

namespace {

// Keeps one number of a row, k, and is a series of k steps of two numbers: k, and what augmentation
// adds to it.
class Series : public Column {
 public:
  static constexpr int64_t kMost = 9;
  Series() : Column({{kMost, 2}, 0, true}, 1) {}
  void encode(const Frame&, const FrameColumn&, std::span<const uint32_t>, real*, int64_t,
              CellNotes&) const override {}
  int64_t steps(std::span<const real> kept) const override { return static_cast<int64_t>(kept[0]); }
  void expand(std::span<const real> kept, const Random* augmentation,
              std::span<real> out) const override {
    for (size_t i = 0; i < out.size(); ++i) {
      const bool draws = i % 2 == 1 && augmentation != nullptr;
      out[i] = draws ? static_cast<real>(augmentation->uniform(i)) : kept[0];
    }
  }
  std::vector<std::string> labels() const override { return {}; }
  Json state() const override { return {}; }
};

// Rows of 0 to 8 steps, beside a group that is a tensor already.
Dataset series_rows(const Series& series, int64_t rows) {
  Dataset data;
  data.rows = rows;
  data.inputs = {{1, {}}, {1, {}}};
  data.targets = {{1, {}}};
  data.truths = {{0, {}}};
  for (int64_t i = 0; i < rows; ++i) {
    data.inputs[0].values.push_back(static_cast<real>(i));
    data.inputs[1].values.push_back(static_cast<real>(i * 5 % Series::kMost));
    data.targets[0].values.push_back(0);
  }
  data.expanding = {nullptr, &series};
  return data;
}

struct Row {
  std::vector<real> steps, plain;
  bool operator==(const Row&) const = default;
};

// All rows, fetched so many at once; what stands behind a row's steps is 0.
std::vector<Row> fetched(const RowSet& rows, int64_t most) {
  BatchMemory memory;
  std::vector<Row> all;
  for (int64_t first = 0; first < rows.rows(); first += most) {
    const Batch& batch = rows.fetch(first, std::min(most, rows.rows() - first), memory);
    const Tensor x = batch.inputs[1];
    REQUIRE(x.lengths != nullptr);
    REQUIRE(x.shape.rank() == 3);
    CHECK(x.shape[1] == *std::max_element(x.lengths, x.lengths + x.rows()));
    for (int64_t i = 0; i < x.rows(); ++i) {
      const std::vector<real> row(x.data + i * x.row_size(), x.data + (i + 1) * x.row_size());
      const auto used = static_cast<std::ptrdiff_t>(2 * x.lengths[i]);
      CHECK(std::count(row.begin() + used, row.end(), real{0}) == x.row_size() - used);
      all.push_back({{row.begin(), row.begin() + used}, {batch.inputs[0][i]}});
    }
  }
  return all;
}

}  // namespace

TEST_CASE("rows that are no tensor yet become one when their batch is made, however it is cut") {
  const Series series;
  const int64_t count = 300;
  const Dataset data = series_rows(series, count);
  const std::vector<Row> all = fetched(RowSet(data), count);
  for (size_t i = 0; i < all.size(); ++i) {
    const size_t steps = i * 5 % static_cast<size_t>(Series::kMost);
    CHECK(all[i].plain[0] == static_cast<real>(i));
    CHECK(all[i].steps == std::vector<real>(2 * steps, static_cast<real>(steps)));
  }
  CHECK(fetched(RowSet(data), 7) == all);
  const RandomOrder order(Random(3), static_cast<uint64_t>(count));
  const std::vector<Row> shuffled = fetched(RowSet(data, order, count), 64);
  for (size_t i = 0; i < shuffled.size(); ++i) CHECK(shuffled[i] == all[order[i]]);
}

TEST_CASE(
    "augmentation is a row's own: neither order, batches, threads nor where rows are matter") {
  const Series series;
  const int64_t count = 200;
  const Dataset data = series_rows(series, count);
  const Random draws = Random(1).branch("augmentation");
  const RandomOrder order(Random(3), static_cast<uint64_t>(count));
  const RandomOrder other(Random(4), static_cast<uint64_t>(count));
  const std::vector<Row> first = fetched(RowSet(data, order, count, &draws), 64);
  const auto in_rows_order = [&](const std::vector<Row>& rows, const RandomOrder& of) {
    std::vector<Row> sorted(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) sorted[of[i]] = rows[i];
    return sorted;
  };
  const std::vector<Row> expected = in_rows_order(first, order);
  CHECK(expected[10].steps != expected[19].steps);  // both of five steps
  CHECK(in_rows_order(fetched(RowSet(data, other, count, &draws), 9), other) == expected);
  std::vector<Row> threaded;
  with_team(4, [&] { threaded = fetched(RowSet(data, order, count, &draws), 64); });
  CHECK(threaded == first);

  const TemporaryFile place("");
  const auto file = std::make_shared<RandomAccessFile>(place.directory(), place.directory(), "");
  file->stay_nameless();
  const auto rows = std::make_shared<RowFile>(file, 0, layout_of(data));
  rows->write(0, data);
  Dataset in_file = rows_of(rows, 0, count);
  in_file.expanding = data.expanding;
  CHECK(fetched(RowSet(in_file, order, count, &draws), 64) == first);
  const Dataset loaded = load(in_file);
  CHECK(loaded.inputs[1].values == data.inputs[1].values);
  CHECK(fetched(RowSet(loaded, order, count, &draws), 64) == first);
}
