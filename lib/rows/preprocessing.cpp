#include "rows/preprocessing.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "columns/column_fit.h"
#include "columns/reading_options.h"
#include "csv/column_finder.h"
#include "rows/column_plan.h"
#include "rows/preprocessing_parts.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// How the cells of a column are read: as its group's options say.
WantedColumn wanted_input(const Options& group, const std::string& name) {
  const CellKind kind = cell_kind(group);
  return {name,  kind,
          false, group.texts("missing"),
          false, kind == CellKind::number ? number_style(group) : NumberStyle()};
}

WantedColumn wanted_target(const Options& output, const std::string& name) {
  const CellKind kind = make_output(output)->cells();
  return {name, kind,
          true, output.texts("missing"),
          true, kind == CellKind::number ? number_style(output) : NumberStyle()};
}

// Weights are written as another column that names them says.
WantedColumn wanted_weight(const std::string& name, const std::vector<WantedColumn>& columns) {
  const auto same = std::ranges::find_if(columns, [&](const WantedColumn& column) {
    return column.name == name && column.kind == CellKind::number;
  });
  return {
      name, CellKind::number, true, {}, false, same == columns.end() ? NumberStyle() : same->style};
}

}  // namespace

std::vector<WantedColumn> Preprocessing::wanted(const Spec& spec,
                                                const std::vector<std::string>& header,
                                                const std::string& file, bool with_targets,
                                                const std::set<std::string>& unnamed) {
  const ColumnPlan plan = plan_columns(spec, {header, header, header, unnamed}, file + ":1");
  std::vector<WantedColumn> columns;
  std::map<std::string, NumberStyle> styles;
  for (size_t i = 0; i < plan.inputs.size(); ++i) {
    const Options input = spec.inputs()[i];
    check_whitening(input, static_cast<int64_t>(plan.inputs[i].size()));
    for (const std::string& name : plan.inputs[i]) {
      columns.push_back(wanted_input(input, name));
      if (columns.back().kind != CellKind::number) continue;
      const auto [same, added] = styles.try_emplace(name, columns.back().style);
      if (added || same->second == columns.back().style) continue;
      throw input.error(
          fmt::format("column {} is read in two ways: \"decimal\", \"thousands\", "
                      "\"unit\", \"minus\" or \"magnitudes\" of its groups differ",
                      quote(name)));
    }
  }
  if (with_targets) {
    for (size_t i = 0; i < plan.outputs.size(); ++i) {
      const Options output = spec.outputs()[i];
      for (const std::string& name : plan.outputs[i]) {
        columns.push_back(wanted_target(output, name));
      }
    }
    if (!plan.weight.empty()) columns.push_back(wanted_weight(plan.weight, columns));
  }
  return columns;
}

void Preprocessing::take_weights(const Spec& spec) {
  const Options training = spec.training();
  weight_column_ = training.has("sample_weight") ? training.text("sample_weight") : "";
}

std::vector<WantedColumn> Preprocessing::wanted(bool with_targets) const {
  std::vector<WantedColumn> columns;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const Options& options = inputs_[i].options;
    for (const std::string& name : inputs_[i].columns) {
      columns.push_back(wanted_input(options, name));
    }
  }
  if (!with_targets) return columns;
  for (const OutputPtr& output : outputs_) {
    for (const std::string& name : output->columns()) {
      columns.push_back(wanted_target(output->options(), name));
    }
  }
  if (!weight_column_.empty()) columns.push_back(wanted_weight(weight_column_, columns));
  return columns;
}

// Rows go in blocks, so that a block of a wide matrix stays in the cache while one column after the
// other is written into it.
Matrix encode_columns(const std::vector<std::unique_ptr<Column>>& columns, CellKind kind,
                      ColumnFinder& finder, const Frame& frame, std::span<const uint32_t> rows,
                      size_t first_column, PreprocessingNotes* notes) {
  Matrix matrix;
  for (const auto& column : columns) matrix.width += column->width();
  const auto width = static_cast<size_t>(matrix.width);
  matrix.values.resize(rows.size() * width);
  std::vector<const FrameColumn*> cells;
  cells.reserve(columns.size());
  for (const auto& column : columns) cells.push_back(&finder.find(column->name, kind));
  const size_t block = std::max<size_t>(64, 65536 / width);
  const auto blocks = static_cast<int64_t>((rows.size() + block - 1) / block);
  const double work = kElementCost * static_cast<double>(matrix.values.size());
  std::vector<PreprocessingNotes> noted(static_cast<size_t>(notes == nullptr ? 0 : blocks));
  for_throwing_pieces(blocks, work, [&](int64_t piece) {
    const size_t first = static_cast<size_t>(piece) * block;
    const auto some = rows.subspan(first, std::min(block, rows.size() - first));
    real* out = matrix.values.data() + first * width;
    for (size_t i = 0; i < columns.size(); ++i) {
      CellNotes found;
      columns[i]->encode(frame, *cells[i], some, out, matrix.width, found);
      if (notes != nullptr) noted[static_cast<size_t>(piece)].add(first_column + i, found);
      for (const int64_t place : columns[i]->constants) {
        for (size_t row = 0; row < some.size(); ++row)
          out[row * width + static_cast<size_t>(place)] = 0;
      }
      out += columns[i]->width();
    }
  });
  for (const PreprocessingNotes& block_notes : noted) notes->merge(block_notes);
  return matrix;
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

RowLayout Preprocessing::layout() const {
  RowLayout layout;
  const auto add = [&](const std::vector<std::unique_ptr<Column>>& columns, int64_t none) {
    int64_t width = 0;
    for (const auto& column : columns) {
      width += column->width();
      const int64_t values = column->cardinality();
      layout.limits.insert(layout.limits.end(), static_cast<size_t>(column->width()),
                           values == 0 ? 0 : values + none);
    }
    return width;
  };
  for (const auto& columns : columns_) layout.inputs.push_back(add(columns, 1));
  for (const OutputPtr& output : outputs_) layout.targets.push_back(add(output->targets(), 0));
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
