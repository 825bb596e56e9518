#include "rows/dataset.h"

#include <doctest/doctest.h>

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

TEST_CASE("a view shows a run of rows without copying") {
  const Dataset data = three_rows();
  const Batch batch = view(data, 1, 2);
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
  BatchMaker maker;
  maker.reserve(data, 2);
  const RandomOrder order(Random(3), 3);
  const auto pick = [&](std::vector<real> column, int64_t first, int64_t count, size_t width) {
    std::vector<real> picked;
    for (int64_t i = first; i < first + count; ++i) {
      const size_t row = order[static_cast<uint64_t>(i)];
      for (size_t j = 0; j < width; ++j) picked.push_back(column[row * width + j]);
    }
    return picked;
  };
  const Batch& batch = maker.make({data, order, 3}, 0, 2);
  CHECK(batch.rows == 2);
  CHECK(values(batch.inputs[0]) == pick({1, 2, 3, 4, 5, 6}, 0, 2, 2));
  CHECK(values(batch.inputs[1]) == pick({7, 8, 9}, 0, 2, 1));
  CHECK(values(batch.targets[0]) == pick({0, 1, 0}, 0, 2, 1));
  CHECK(std::vector<real>(batch.weights, batch.weights + 2) == pick(data.weights, 0, 2, 1));
  CHECK(batch.truths[0][0] == data.truths[0].values[order[0]]);
  CHECK(batch.truths[0][1] == data.truths[0].values[order[1]]);
  const real* memory = batch.inputs[0].data;
  const Batch& next = maker.make({data, order, 3}, 2, 1);
  CHECK(next.inputs[0].data == memory);
  CHECK(values(next.inputs[0]) == pick({1, 2, 3, 4, 5, 6}, 2, 1, 2));
  CHECK(next.inputs[0].shape == Shape{1, 2});
}

TEST_CASE("data without targets and weights gives batches without them") {
  Dataset data = three_rows();
  data.targets.clear();
  data.weights.clear();
  BatchMaker maker;
  maker.reserve(data, 3);
  const RandomOrder order(Random(3), 3);
  CHECK(maker.make({data, order, 3}, 0, 3).weights == nullptr);
  CHECK(maker.make({data, order, 3}, 0, 3).targets.empty());
  CHECK(maker.make(data, 1, 2).weights == nullptr);
  CHECK(view(data, 0, 3).weights == nullptr);
}
