#include "data/encoding.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "data/column_fit.h"
#include "data/column_plan.h"
#include "data/csv_error.h"
#include "data/stored_state.h"
#include "tensor/parallel.h"

namespace aimodel {

int64_t InputInfo::width() const {
  return std::accumulate(widths.begin(), widths.end(), int64_t{0});
}

namespace {

InputInfo describe_input(const Options& options,
                         const std::vector<std::unique_ptr<Column>>& columns) {
  InputInfo info{options, {}, {}, {}};
  for (const auto& column : columns) {
    info.columns.push_back(column->name);
    info.widths.push_back(column->width());
    if (column->cardinality() > 0) info.cardinalities.push_back(column->cardinality());
  }
  return info;
}

OutputInfo describe_output(const Options& options,
                           const std::vector<std::unique_ptr<Column>>& columns) {
  OutputInfo info{options, "", {}, {}, {}};
  for (const auto& column : columns) info.columns.push_back(column->name);
  info.name = join(info.columns, "+");
  info.width = static_cast<int64_t>(columns.size());
  if (options.type() == "number") return info;
  info.classes = columns[0]->labels();
  const bool binary = options.type() == "binary";
  if (!binary) info.width = static_cast<int64_t>(info.classes.size());
  if (info.classes.size() == 2) {
    const bool first =
        !binary && options.has("positive") && options.text("positive") == info.classes[0];
    info.positive = first ? 0 : 1;
  }
  return info;
}

Error weight_error(const Frame& frame, uint32_t row, const FrameColumn& cells) {
  const double weight = cells.numbers[row];
  if (std::isnan(weight)) return value_error(frame, row, cells.name, "the value is missing");
  const char* what = weight < 0 ? "a weight cannot be negative" : "the number is out of range";
  return value_error(frame, row, cells.name, fmt::format("{} ({})", what, shortest(weight)));
}

std::vector<real> read_weights(const Frame& frame, std::span<const uint32_t> rows,
                               const std::string& column) {
  std::vector<real> weights;
  if (column.empty()) return weights;
  const FrameColumn& cells = frame.column(column, CellKind::number);
  weights.reserve(rows.size());
  for (const uint32_t row : rows) {
    weights.push_back(static_cast<real>(cells.numbers[row]));
    const bool fine = weights.back() >= 0 && std::isfinite(weights.back());
    if (!fine) throw weight_error(frame, row, cells);
  }
  return weights;
}

// What is learnt of one column, and where it stands in a chunk.
struct Learning {
  ColumnFitPtr fit;
  size_t place;
  bool goes_on = true;
};

size_t place_of(const Frame& frame, const std::string& name, CellKind kind) {
  return static_cast<size_t>(&frame.column(name, kind) - frame.columns.data());
}

// Passes over the rows until every column has seen enough. `check` sees each chunk of the first one
// before the columns do.
void learn(const RowSource& rows, std::vector<Learning>& columns, const RowSource::Visit& check) {
  constexpr double kValueCost = 3 * kElementCost;
  bool first = true;
  for (bool goes_on = true; goes_on; first = false) {
    rows.each([&](const Frame& chunk, std::span<const uint32_t> chosen) {
      if (first) check(chunk, chosen);
      const double work = kValueCost * static_cast<double>(chosen.size() * columns.size());
      for_throwing_pieces(static_cast<int64_t>(columns.size()), work, [&](int64_t i) {
        Learning& column = columns[static_cast<size_t>(i)];
        if (column.goes_on) column.fit->add({chunk, chunk.columns[column.place], chosen});
      });
    });
    goes_on = false;
    for (Learning& column : columns) {
      column.goes_on = column.goes_on && column.fit->end_pass();
      goes_on = goes_on || column.goes_on;
    }
  }
}

std::unique_ptr<Column> finish(const Learning& learnt, const Frame& frame) {
  const FrameColumn& cells = frame.columns[learnt.place];
  std::unique_ptr<Column> column = learnt.fit->finish({frame, cells, {}});
  column->name = cells.name;
  return column;
}

// Weighted rows of each class.
std::vector<double> count_classes(const Column& target, const RowSource& training,
                                  const std::string& weight_column) {
  std::vector<double> counts(static_cast<size_t>(target.cardinality()));
  std::vector<real> places;
  training.each([&](const Frame& chunk, std::span<const uint32_t> rows) {
    places.resize(rows.size());
    target.encode(chunk, chunk.column(target.name, CellKind::text), rows, places.data(), 1);
    const std::vector<real> weights = read_weights(chunk, rows, weight_column);
    for (size_t i = 0; i < rows.size(); ++i) {
      counts[static_cast<size_t>(places[i])] += weights.empty() ? 1.0 : double{weights[i]};
    }
  });
  return counts;
}

}  // namespace

std::vector<WantedColumn> Encoding::wanted(const Spec& spec, const std::vector<std::string>& header,
                                           const std::string& file, bool with_targets) {
  const ColumnPlan plan = plan_columns(spec, {header, header}, file + ":1");
  std::vector<WantedColumn> columns;
  for (size_t i = 0; i < plan.inputs.size(); ++i) {
    const CellKind kind = cell_kind(spec.inputs()[i]);
    for (const std::string& name : plan.inputs[i]) columns.push_back({name, kind, false});
  }
  if (with_targets) {
    for (size_t i = 0; i < plan.outputs.size(); ++i) {
      const CellKind kind = target_kind(spec.outputs()[i]);
      for (const std::string& name : plan.outputs[i]) columns.push_back({name, kind, true});
    }
    if (!plan.weight.empty()) columns.push_back({plan.weight, CellKind::number, true});
  }
  std::vector<std::string> names;
  for (const WantedColumn& column : columns) names.push_back(column.name);
  check_wanted(file, 1, header, names, "");
  return columns;
}

Encoding Encoding::fit(const Spec& spec, const Frame& frame, std::span<const uint32_t> rows) {
  return fit(spec, FrameRows(frame, rows));
}

Encoding Encoding::fit(const Spec& spec, const RowSource& training) {
  const Frame& frame = training.columns();
  ColumnNames names;
  for (const FrameColumn& column : frame.columns) {
    if (column.kind == CellKind::number) names.number.push_back(column.name);
    if (column.kind == CellKind::text) names.text.push_back(column.name);
  }
  const ColumnPlan plan = plan_columns(spec, names, frame.file + ":1");
  Encoding encoding;
  encoding.weight_column_ = plan.weight;
  const std::vector<Options> inputs = spec.inputs(), outputs = spec.outputs();
  std::vector<Learning> columns;  // inputs, then outputs, in the order of the plan
  for (size_t i = 0; i < inputs.size(); ++i) {
    for (const std::string& name : plan.inputs[i]) {
      columns.push_back({begin_fit(inputs[i]), place_of(frame, name, cell_kind(inputs[i]))});
    }
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    for (const std::string& name : plan.outputs[i]) {
      const bool number = outputs[i].type() == "number";
      columns.push_back({number ? fit_number_target(outputs[i]) : fit_class_target(outputs[i]),
                         place_of(frame, name, target_kind(outputs[i]))});
    }
  }
  double weight = 0;
  learn(training, columns, [&](const Frame& chunk, std::span<const uint32_t> rows) {
    for (const real one : read_weights(chunk, rows, plan.weight)) weight += double{one};
  });
  if (!plan.weight.empty() && !(weight > 0)) {
    throw Error(
        Exit::data, frame.file,
        fmt::format("column {}: the weights of the training rows are all 0", quote(plan.weight)));
  }
  size_t next = 0;
  for (size_t i = 0; i < inputs.size(); ++i) {
    auto& group = encoding.columns_.emplace_back();
    for (size_t k = 0; k < plan.inputs[i].size(); ++k) {
      group.push_back(finish(columns[next++], frame));
    }
    encoding.inputs_.push_back(describe_input(inputs[i], group));
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    auto& group = encoding.target_columns_.emplace_back();
    for (size_t k = 0; k < plan.outputs[i].size(); ++k) {
      group.push_back(finish(columns[next++], frame));
    }
    encoding.outputs_.push_back(describe_output(outputs[i], group));
    if (outputs[i].type() != "number") {
      encoding.outputs_.back().class_counts = count_classes(*group[0], training, plan.weight);
    }
  }
  return encoding;
}

namespace {

Json columns_state(const std::vector<std::unique_ptr<Column>>& columns) {
  Json list = Json::array();
  for (const auto& column : columns) {
    Json entry;
    entry["column"] = column->name;
    entry.update(column->state());
    list.push_back(std::move(entry));
  }
  return list;
}

// The names in a stored list of columns, each once.
std::vector<std::string> column_names(const Json& list, const StoredState& whole) {
  constexpr size_t kMost = size_t{1} << 20;
  if (!list.is_array() || list.empty() || list.size() > kMost) {
    throw whole.error("a group is no list of columns");
  }
  std::vector<std::string> names;
  for (const Json& entry : list) {
    if (!entry.is_object() || !entry.contains("column") || !entry["column"].is_string() ||
        entry["column"].get_ref<const std::string&>().empty()) {
      throw whole.error("a column has no name");
    }
    names.push_back(entry["column"].get<std::string>());
  }
  std::vector<std::string> sorted = names;
  std::ranges::sort(sorted);
  const auto twice = std::ranges::adjacent_find(sorted);
  if (twice != sorted.end()) {
    throw whole.error(fmt::format("column {} stands twice in a group", quote(*twice)));
  }
  return names;
}

}  // namespace

Json Encoding::state() const {
  Json state;
  state["inputs"] = Json::array();
  for (const auto& columns : columns_) state["inputs"].push_back(columns_state(columns));
  state["outputs"] = Json::array();
  for (size_t i = 0; i < target_columns_.size(); ++i) {
    Json entry;
    entry["columns"] = columns_state(target_columns_[i]);
    if (!outputs_[i].classes.empty()) entry["class_counts"] = outputs_[i].class_counts;
    state["outputs"].push_back(std::move(entry));
  }
  return state;
}

Encoding Encoding::restore(const Spec& spec, const Json& state) {
  const StoredState whole(spec.file(), "as a whole", state);
  Encoding encoding;
  if (spec.training().has("sample_weight")) {
    encoding.weight_column_ = spec.training().text("sample_weight");
  }
  const std::vector<Options> inputs = spec.inputs();
  const Json& stored_inputs = whole.list("inputs", inputs.size());
  for (size_t i = 0; i < inputs.size(); ++i) {
    auto& columns = encoding.columns_.emplace_back();
    const std::vector<std::string> names = column_names(stored_inputs[i], whole);
    for (size_t k = 0; k < names.size(); ++k) {
      columns.push_back(restore_column(inputs[i], names[k], stored_inputs[i][k]));
    }
    encoding.inputs_.push_back(describe_input(inputs[i], columns));
  }
  const std::vector<Options> outputs = spec.outputs();
  const Json& stored_outputs = whole.list("outputs", outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    auto& columns = encoding.target_columns_.emplace_back();
    const StoredState output(spec.file(), fmt::format("output {}", i + 1), stored_outputs[i]);
    const bool number = outputs[i].type() == "number";
    if (!stored_outputs[i].contains("columns")) throw output.error("\"columns\" is missing");
    const Json& list = stored_outputs[i]["columns"];
    const std::vector<std::string> names = column_names(list, output);
    if (!number && names.size() != 1) throw output.error("there is more than one column");
    for (size_t k = 0; k < names.size(); ++k) {
      const Stored stored{outputs[i], names[k], list[k]};
      columns.push_back(number ? restore_number_target(stored) : restore_class_target(stored));
      columns.back()->name = names[k];
    }
    OutputInfo info = describe_output(outputs[i], columns);
    if (!number) info.class_counts = output.numbers("class_counts", info.classes.size());
    for (const double count : info.class_counts) {
      if (count < 0) throw output.error("\"class_counts\" has a negative count");
    }
    encoding.outputs_.push_back(std::move(info));
  }
  return encoding;
}

std::vector<WantedColumn> Encoding::wanted(bool with_targets) const {
  std::vector<WantedColumn> columns;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const CellKind kind = cell_kind(inputs_[i].options);
    for (const std::string& name : inputs_[i].columns) columns.push_back({name, kind, false});
  }
  if (!with_targets) return columns;
  for (const OutputInfo& output : outputs_) {
    const CellKind kind = target_kind(output.options);
    for (const std::string& name : output.columns) columns.push_back({name, kind, true});
  }
  if (!weight_column_.empty()) columns.push_back({weight_column_, CellKind::number, true});
  return columns;
}

namespace {

// Columns side by side. Rows go in blocks, so that a block of a wide matrix stays in the cache
// while one column after the other is written into it.
Matrix encode_columns(const std::vector<std::unique_ptr<Column>>& columns, CellKind kind,
                      const Frame& frame, std::span<const uint32_t> rows) {
  Matrix matrix;
  for (const auto& column : columns) matrix.width += column->width();
  const auto width = static_cast<size_t>(matrix.width);
  matrix.values.resize(rows.size() * width);
  std::vector<const FrameColumn*> cells;
  for (const auto& column : columns) cells.push_back(&frame.column(column->name, kind));
  const size_t block = std::max<size_t>(64, 65536 / width);
  const auto blocks = static_cast<int64_t>((rows.size() + block - 1) / block);
  const double work = kElementCost * static_cast<double>(matrix.values.size());
  for_throwing_pieces(blocks, work, [&](int64_t piece) {
    const size_t first = static_cast<size_t>(piece) * block;
    const auto some = rows.subspan(first, std::min(block, rows.size() - first));
    real* out = matrix.values.data() + first * width;
    for (size_t i = 0; i < columns.size(); ++i) {
      columns[i]->encode(frame, *cells[i], some, out, matrix.width);
      out += columns[i]->width();
    }
  });
  return matrix;
}

}  // namespace

Dataset Encoding::encode(const Frame& frame, std::span<const uint32_t> rows,
                         bool with_targets) const {
  Dataset data;
  data.rows = static_cast<int64_t>(rows.size());
  for (size_t i = 0; i < columns_.size(); ++i) {
    data.inputs.push_back(encode_columns(columns_[i], cell_kind(inputs_[i].options), frame, rows));
  }
  if (!with_targets) return data;
  for (size_t i = 0; i < target_columns_.size(); ++i) {
    data.targets.push_back(
        encode_columns(target_columns_[i], target_kind(outputs_[i].options), frame, rows));
  }
  data.weights = read_weights(frame, rows, weight_column_);
  return data;
}

Dataset Encoding::encode(const Frame& frame, bool with_targets) const {
  std::vector<uint32_t> rows(static_cast<size_t>(frame.rows()));
  std::iota(rows.begin(), rows.end(), 0u);
  return encode(frame, rows, with_targets);
}

RowLayout Encoding::layout() const {
  RowLayout layout;
  const auto add = [&](const std::vector<std::unique_ptr<Column>>& columns) {
    int64_t width = 0;
    for (const auto& column : columns) {
      width += column->width();
      layout.limits.insert(layout.limits.end(), static_cast<size_t>(column->width()),
                           column->cardinality());
    }
    return width;
  };
  for (const auto& columns : columns_) layout.inputs.push_back(add(columns));
  for (const auto& columns : target_columns_) layout.targets.push_back(add(columns));
  layout.weights = !weight_column_.empty();
  if (layout.weights) layout.limits.push_back(0);
  return layout;
}

void Encoding::unscale(size_t output, Tensor z) const {
  const auto& columns = target_columns_[output];
  const size_t width = columns.size();
  const std::span<real> values = z.values();
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<real>(columns[i % width]->decode(double{values[i]}));
  }
}

}  // namespace aimodel
