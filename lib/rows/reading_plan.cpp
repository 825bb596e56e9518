#include "rows/reading_plan.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/names.h"
#include "columns/column.h"
#include "columns/reading_options.h"
#include "outputs/output.h"
#include "rows/split.h"
#include "rows/whitening.h"

namespace aimodel {

namespace {

using Columns = std::vector<CsvColumn>;

// Cells of this kind, read as the options of a group or an output say.
CsvColumn described(const Options& options, const std::string& name, CellKind kind, bool target) {
  CsvColumn column{name, kind, target, options.texts("missing"), target};
  if (kind == CellKind::number) column.style = number_style(options);
  return column;
}

Columns input_columns(const Spec& spec, const ColumnPlan& names) {
  const std::vector<Options> inputs = spec.inputs();
  Columns columns;
  std::map<std::string, NumberStyle> styles;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const CellKind kind = cell_kind(inputs[i]);
    check_whitening(inputs[i], static_cast<int64_t>(names.inputs[i].size()));
    for (const std::string& name : names.inputs[i]) {
      columns.push_back(described(inputs[i], name, kind, false));
      if (kind != CellKind::number) continue;
      const auto [same, added] = styles.try_emplace(name, columns.back().style);
      if (added || same->second == columns.back().style) continue;
      throw inputs[i].error(
          fmt::format("column {} is read in two ways: \"decimal\", \"thousands\", "
                      "\"unit\", \"minus\" or \"magnitudes\" of its groups differ",
                      quote(name)));
    }
  }
  return columns;
}

Columns target_columns(const Spec& spec, const ColumnPlan& names) {
  const std::vector<Options> outputs = spec.outputs();
  Columns columns;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const CellKind kind = make_output(outputs[i])->cells();
    for (const std::string& name : names.outputs[i]) {
      columns.push_back(described(outputs[i], name, kind, true));
    }
  }
  return columns;
}

// Weights are written as another column that names them says.
CsvColumn weight_column(const std::string& name, const Columns& columns) {
  CsvColumn weight{name, CellKind::number, true};
  const auto same = std::ranges::find_if(columns, [&](const CsvColumn& column) {
    return column.name == name && column.kind == CellKind::number;
  });
  if (same != columns.end()) weight.style = same->style;
  return weight;
}

// What a split looks at: its own columns, and the classes where it is stratified.
Columns kept_for_split(const Spec& spec) {
  Columns kept = split_columns(spec);
  const SplitRules rules = read_split_rules(spec);
  if (!rules.validation.stratify && !rules.test.stratify) return kept;
  for (const Options& output : spec.outputs()) {
    if (!make_output(output)->stratifies()) continue;
    kept.push_back({output.text("column"), CellKind::text, true});
    break;
  }
  return kept;
}

}  // namespace

ReadingPlan plan_reading(const Spec& spec, const ColumnPlan& names, ReadFor purpose,
                         const std::vector<std::string>& verbatim) {
  ReadingPlan plan{input_columns(spec, names), {}};
  const auto add = [&](const Columns& more) {
    plan.columns.insert(plan.columns.end(), more.begin(), more.end());
  };
  if (purpose != ReadFor::prediction) {
    add(target_columns(spec, names));
    if (!names.weight.empty()) add({weight_column(names.weight, plan.columns)});
  }
  if (purpose == ReadFor::training) {
    add(split_columns(spec));
    plan.kept = kept_for_split(spec);
  }
  for (const std::string& name : verbatim) plan.columns.push_back({name, CellKind::verbatim});
  return plan;
}

}  // namespace aimodel
