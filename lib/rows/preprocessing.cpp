#include "rows/preprocessing.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "columns/column_fit.h"
#include "csv/column_finder.h"
#include "rows/encode_columns.h"
#include "rows/row_weights.h"
#include "tensor/parallel.h"

namespace aimodel {

void Preprocessing::take_weights(const Spec& spec) {
  const Options training = spec.training();
  weight_column_ = training.has("sample_weight") ? training.text("sample_weight") : "";
}

ColumnPlan Preprocessing::column_plan() const {
  ColumnPlan names;
  for (const InputInfo& input : inputs_) names.inputs.push_back(input.columns);
  for (const OutputPtr& output : outputs_) names.outputs.push_back(output->columns());
  names.weight = weight_column_;
  return names;
}

namespace {

// The targets of an output as they stand, where it keeps them so.
Truth read_truth(const Output& output, ColumnFinder& finder, std::span<const uint32_t> rows) {
  Truth truth;
  truth.width = output.truth_width();
  const auto width = static_cast<size_t>(truth.width);
  truth.values.resize(rows.size() * width);
  for (size_t k = 0; k < width; ++k) {
    const std::vector<double>& numbers = finder.find(output.columns()[k], CellKind::number).numbers;
    for (size_t i = 0; i < rows.size(); ++i) truth.values[i * width + k] = numbers[rows[i]];
  }
  return truth;
}

}  // namespace

Dataset Preprocessing::encode(const Frame& frame, std::span<const uint32_t> rows, bool with_targets,
                              PreprocessingNotes* notes) const {
  Dataset data;
  data.rows = static_cast<int64_t>(rows.size());
  data.expanding = expanding();
  ColumnFinder finder(frame);
  size_t column = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const CellKind kind = cell_kind(inputs_[i].options);
    data.inputs.push_back(encode_columns(columns_[i], kind, finder, frame, rows, column, notes));
    column += columns_[i].size();
  }
  if (notes != nullptr) notes->add_rows(data.rows);
  if (!with_targets) return data;
  for (const OutputPtr& output : outputs_) {
    data.targets.push_back(encode_columns(output->targets(), output->cells(), finder, frame, rows));
    data.truths.push_back(read_truth(*output, finder, rows));
  }
  data.weights = read_weights(frame, rows, weight_column_);
  return data;
}

Dataset Preprocessing::encode(const Frame& frame, bool with_targets,
                              PreprocessingNotes* notes) const {
  std::vector<uint32_t> rows(static_cast<size_t>(frame.rows()));
  std::iota(rows.begin(), rows.end(), 0u);
  return encode(frame, rows, with_targets, notes);
}

std::vector<const Column*> Preprocessing::expanding() const {
  std::vector<const Column*> columns;
  for (size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].size() != 1 || !columns_[i][0]->expands()) continue;
    columns.resize(columns_.size());
    columns[i] = columns_[i][0].get();
  }
  return columns;
}

RowLayout Preprocessing::layout() const {
  RowLayout layout;
  const auto add = [&](const std::vector<std::unique_ptr<Column>>& columns) {
    int64_t width = 0;
    for (const auto& column : columns) {
      width += column->width();
      layout.limits.insert(layout.limits.end(), static_cast<size_t>(column->width()),
                           column->type().values);
    }
    return width;
  };
  for (const auto& columns : columns_) layout.inputs.push_back(add(columns));
  for (const OutputPtr& output : outputs_) layout.targets.push_back(add(output->targets()));
  layout.weights = !weight_column_.empty();
  if (layout.weights) layout.limits.push_back(0);
  for (const OutputPtr& output : outputs_) layout.truths.push_back(output->truth_width());
  return layout;
}

std::vector<OutputInfo> Preprocessing::heads() const {
  std::vector<OutputInfo> heads;
  for (const OutputPtr& output : outputs_) heads.push_back(output->head());
  return heads;
}

}  // namespace aimodel
