#include "rows/dataset.h"

#include <numeric>

#include "rows/row_file.h"

namespace aimodel {

namespace {

constexpr int64_t kRealsOfDouble = sizeof(double) / sizeof(real);

}  // namespace

int64_t RowLayout::size() const {
  const auto sum = [](const std::vector<int64_t>& widths) {
    return std::accumulate(widths.begin(), widths.end(), int64_t{0});
  };
  return sum(inputs) + sum(targets) + (weights ? 1 : 0) + kRealsOfDouble * sum(truths);
}

RowLayout layout_of(const Dataset& data) {
  if (data.file) return data.file->layout();
  RowLayout layout;
  for (const Matrix& matrix : data.inputs) layout.inputs.push_back(matrix.width);
  for (const Matrix& matrix : data.targets) layout.targets.push_back(matrix.width);
  for (const Truth& truth : data.truths) layout.truths.push_back(truth.width);
  layout.weights = !data.weights.empty();
  return layout;
}

}  // namespace aimodel
