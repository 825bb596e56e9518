// How a preprocessing is learnt of the training rows.
#include <algorithm>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "columns/column_fit.h"
#include "columns/column_kind.h"
#include "csv/column_finder.h"
#include "rows/column_plan.h"
#include "rows/describe_input.h"
#include "rows/encode_columns.h"
#include "rows/preprocessing.h"
#include "rows/row_weights.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// What is learnt of one column, and where it stands in a chunk.
struct Learning {
  ColumnFitPtr fit;
  size_t index;
  bool goes_on = true;
};

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
        if (column.goes_on) column.fit->add({chunk, chunk.columns[column.index], chosen});
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
  const FrameColumn& cells = frame.columns[learnt.index];
  std::unique_ptr<Column> column = learnt.fit->finish({frame, cells, {}});
  column->name = cells.name;
  return column;
}

// Looks for the reals of a column's rows that no training row varies.
class ConstantSearch {
 public:
  ConstantSearch(Column& column, size_t index)
      : column_(column), index_(index), constants_(static_cast<size_t>(column.width())) {
    std::iota(constants_.begin(), constants_.end(), int64_t{0});
  }

  void add(const Frame& chunk, std::span<const uint32_t> rows) {
    const auto width = static_cast<size_t>(column_.width());
    CellNotes unused;
    // Most columns vary in the first few rows, and are not looked at any more.
    for (size_t most = 16; !rows.empty() && !constants_.empty(); most = std::min(2 * most, kMost)) {
      const auto some = rows.first(std::min(most, rows.size()));
      rows = rows.subspan(some.size());
      values_.resize(some.size() * width);
      column_.encode(chunk, chunk.columns[index_], some, values_.data(), column_.width(), unused);
      if (first_.empty()) first_.assign(values_.begin(), values_.begin() + column_.width());
      std::erase_if(constants_, [&](int64_t constant) {
        for (size_t at = static_cast<size_t>(constant); at < values_.size(); at += width) {
          if (values_[at] != first_[static_cast<size_t>(constant)]) return true;
        }
        return false;
      });
    }
  }

  void end() { column_.constants = std::move(constants_); }

 private:
  static constexpr size_t kMost = 4096;
  Column& column_;
  size_t index_;  // in a chunk
  std::vector<int64_t> constants_;
  std::vector<real> first_, values_;
};

// One more pass over the rows, in which the columns are what was learnt.
void look_again(std::vector<ConstantSearch>& columns, const Outputs& outputs,
                const RowSource& training, const std::string& weight_column) {
  training.each([&](const Frame& chunk, std::span<const uint32_t> rows) {
    const double work = kElementCost * static_cast<double>(rows.size() * columns.size());
    for_throwing_pieces(static_cast<int64_t>(columns.size()), work,
                        [&](int64_t i) { columns[static_cast<size_t>(i)].add(chunk, rows); });
    const std::vector<real> weights = read_weights(chunk, rows, weight_column);
    for (const OutputPtr& output : outputs) output->count(chunk, rows, weights);
  });
  for (ConstantSearch& column : columns) column.end();
  for (const OutputPtr& output : outputs) output->end_count(training.columns().file);
}

// One more pass for a group that is whitened, which sees rows as the network will. Numbers that
// were the same in all rows are left out, and those that tell that a value was missing: where few
// are, each would stand far out.
Whitening learn_whitening(const InputInfo& info,
                          const std::vector<std::unique_ptr<Column>>& columns,
                          const RowSource& training) {
  constexpr size_t kRows = 1024;
  Covariance covariance(info.width());
  training.each([&](const Frame& chunk, std::span<const uint32_t> rows) {
    ColumnFinder finder(chunk);
    for (; !rows.empty(); rows = rows.subspan(std::min(kRows, rows.size()))) {
      const auto some = rows.first(std::min(kRows, rows.size()));
      covariance.add(encode_columns(columns, cell_kind(info.options), finder, chunk, some).values);
    }
  });
  covariance.end();
  std::vector<int64_t> taken;
  int64_t number = 0;
  for (const auto& column : columns) {
    if (column->constants.empty() || column->constants[0] != 0) taken.push_back(number);
    number += column->width();
  }
  return learn_whitening(covariance, taken);
}

}  // namespace

Preprocessing Preprocessing::fit(const Spec& spec, const Frame& frame,
                                 std::span<const uint32_t> rows) {
  return fit(spec, FrameRows(frame, rows));
}

Preprocessing Preprocessing::fit(const Spec& spec, const RowSource& training) {
  const Frame& frame = training.columns();
  const ColumnPlan plan = plan_columns(spec, frame);
  Preprocessing preprocessing;
  preprocessing.weight_column_ = plan.weight;
  const std::vector<Options> inputs = spec.inputs(), outputs = spec.outputs();
  ColumnFinder finder(frame);
  std::vector<Learning> columns;  // inputs, then outputs, in the order of the plan
  for (size_t i = 0; i < inputs.size(); ++i) {
    for (const std::string& name : plan.inputs[i]) {
      columns.push_back({begin_fit(inputs[i]), finder.index(name, cell_kind(inputs[i]))});
    }
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    const Output& output = *preprocessing.outputs_.emplace_back(make_output(outputs[i]));
    for (const std::string& name : plan.outputs[i]) {
      columns.push_back({output.begin_fit(), finder.index(name, output.cells())});
    }
  }
  std::vector<SummaryCollector::Source> summarised;
  for (const Learning& column : columns) {
    const FrameColumn& cells = frame.columns[column.index];
    if (cells.kind != CellKind::date) summarised.push_back({cells.name, column.index});
  }
  SummaryCollector summary(std::move(summarised));
  double weight = 0;
  learn(training, columns, [&](const Frame& chunk, std::span<const uint32_t> rows) {
    summary.add(chunk, rows);
    const std::vector<real> weights = read_weights(chunk, rows, plan.weight);
    for (const real one : weights) weight += double{one};
  });
  if (!plan.weight.empty() && !(weight > 0)) {
    throw Error(
        Exit::data, frame.file,
        fmt::format("column {}: the weights of the training rows are all 0", quote(plan.weight)));
  }
  preprocessing.summary_ = summary.finish(frame);
  size_t next = 0;
  for (size_t i = 0; i < inputs.size(); next += plan.inputs[i++].size()) {
    const ColumnKind kind = column_kind(inputs[i]);
    if (kind.share == nullptr) continue;
    std::vector<ColumnFit*> group;
    for (size_t k = 0; k < plan.inputs[i].size(); ++k) group.push_back(columns[next + k].fit.get());
    kind.share(group);
  }
  next = 0;
  std::vector<ConstantSearch> searches;
  for (size_t i = 0; i < inputs.size(); ++i) {
    auto& group = preprocessing.columns_.emplace_back();
    for (size_t k = 0; k < plan.inputs[i].size(); ++k) {
      group.push_back(finish(columns[next], frame));
      const size_t index = columns[next++].index;
      if (!group.back()->expands()) searches.emplace_back(*group.back(), index);
    }
    preprocessing.inputs_.push_back(describe_input(inputs[i], group));
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    std::vector<std::unique_ptr<Column>> targets;
    for (size_t k = 0; k < plan.outputs[i].size(); ++k) {
      targets.push_back(finish(columns[next++], frame));
    }
    preprocessing.outputs_[i]->take(std::move(targets));
  }
  look_again(searches, preprocessing.outputs_, training, plan.weight);
  for (size_t i = 0; i < inputs.size(); ++i) {
    Whitening& whitening = preprocessing.whitenings_.emplace_back();
    if (!is_whitened(inputs[i])) continue;
    whitening = learn_whitening(preprocessing.inputs_[i], preprocessing.columns_[i], training);
  }
  return preprocessing;
}

}  // namespace aimodel
