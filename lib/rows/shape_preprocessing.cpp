#include "rows/shape_preprocessing.h"

#include "base/names.h"
#include "columns/column_kind.h"
#include "columns/open_rows.h"
#include "rows/column_plan.h"
#include "rows/reading_plan.h"
#include "rows/split.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

Error needs_data(const Options& options, const std::string& why) {
  return options.error(
      why + ": the shapes depend on the data",
      "name the file, as in aimodel inspect SPEC DATA, or set data.path in the spec");
}

// Two cells that a column of this kind takes.
FrameColumn two_cells(const Options& options, const std::string& name, CellKind kind) {
  FrameColumn column;
  column.name = name;
  column.kind = kind;
  column.numbers = {0, 1};
  column.ids = {1, 2};
  column.texts = {"", "0", "1"};
  if (column.kind == CellKind::date) {
    for (DateCell& cell : column.dates = std::vector<DateCell>(2)) {
      read_date("2024-12-31 23:59:59", cell);
    }
  } else if (options.has("order")) {
    const std::vector<std::string> order = options.texts("order");
    column.texts = {"", order[0], order[1]};
  } else if (options.has("positive")) {
    column.texts = {"", "not " + options.text("positive"), options.text("positive")};
  }
  return column;
}

}  // namespace

Preprocessing preprocessing_of_file(const Spec& spec, const std::string& path,
                                    const DataOptions& reading, const Messages& messages) {
  CsvReader reader = open_rows(path, spec, reading);
  const ReadingPlan plan = plan_reading(spec, plan_columns(spec, reader), ReadFor::training);
  const Frame frame =
      read_rows(reader, plan.columns, default_threads(), messages, "the spec names it");
  return Preprocessing::fit(spec, frame, split_rows(spec, frame).train);
}

Preprocessing preprocessing_without_data(const Spec& spec) {
  Frame frame;
  frame.file = spec.file();
  frame.lines = {1, 2};
  const auto add = [&](const Options& options, CellKind kind) {
    for (const std::string& name : patterns_of(options))
      frame.columns.push_back(two_cells(options, name, kind));
  };
  for (const Options& input : spec.inputs()) {
    for (const std::string& name : patterns_of(input)) {
      if (is_glob(name)) throw needs_data(input, quote(name) + " may stand for several columns");
    }
    const ColumnKind kind = column_kind(input);
    if (!kind.needs_data.empty()) throw needs_data(input, kind.needs_data);
    add(input, kind.cells);
  }
  for (const Options& output : spec.outputs()) {
    const OutputPtr target = make_output(output);
    if (!target->needs_data().empty()) throw needs_data(output, target->needs_data());
    add(output, target->cells());
  }
  if (spec.training().has("sample_weight")) {
    FrameColumn weight;
    weight.name = spec.training().text("sample_weight");
    weight.kind = CellKind::number;
    weight.numbers = {1, 1};
    frame.columns.push_back(weight);
  }
  const std::vector<uint32_t> rows = {0, 1};
  return Preprocessing::fit(spec, frame, rows);
}

}  // namespace aimodel
