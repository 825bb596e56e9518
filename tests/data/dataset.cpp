#include "data/dataset.h"

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
  CHECK(batch.weights[0] == 1);
}

TEST_CASE("a batch is gathered in the order asked for, in the same memory each time") {
  const Dataset data = three_rows();
  BatchMaker maker;
  const std::vector<uint32_t> rows = {2, 0, 2};
  const Batch& batch = maker.gather(data, rows);
  CHECK(batch.rows == 3);
  CHECK(values(batch.inputs[0]) == std::vector<real>{5, 6, 1, 2, 5, 6});
  CHECK(values(batch.inputs[1]) == std::vector<real>{9, 7, 9});
  CHECK(values(batch.targets[0]) == std::vector<real>{0, 0, 0});
  CHECK(std::vector<real>(batch.weights, batch.weights + 3) == std::vector<real>{2, 0.5, 2});
  const real* memory = batch.inputs[0].data;
  const std::vector<uint32_t> fewer = {1};
  const Batch& next = maker.gather(data, fewer);
  CHECK(next.inputs[0].data == memory);
  CHECK(values(next.inputs[0]) == std::vector<real>{3, 4});
  CHECK(next.inputs[0].shape == Shape{1, 2});
}

TEST_CASE("data without targets and weights gives batches without them") {
  Dataset data = three_rows();
  data.targets.clear();
  data.weights.clear();
  const std::vector<uint32_t> rows = {1};
  BatchMaker maker;
  maker.gather(three_rows(), rows);
  CHECK(maker.gather(data, rows).weights == nullptr);
  CHECK(maker.gather(data, rows).targets.empty());
  CHECK(view(data, 0, 3).weights == nullptr);
}
