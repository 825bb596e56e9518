#include "explain/row_report.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/json.h"
#include "explain/numbers.h"

namespace aimodel {

namespace {

const std::string& target_name(const Explanation& explanation, int64_t index) {
  return explanation.targets[static_cast<size_t>(index)];
}

// "row 17, id 4711: malignant, probability 0.98; logit of malignant 3.2, 0.1 at the baseline"
std::string row_title(const Explanation& explanation, const RowExplanation& row,
                      const ShownRow& shown, const RowFormat& format) {
  std::string text = fmt::format("row {}", shown.number);
  for (size_t i = 0; i < format.kept.size(); ++i) {
    text += fmt::format(", {} {}", format.kept[i], shown.kept[i]);
  }
  if (explanation.classes) {
    text += fmt::format(": {}, probability {}", target_name(explanation, row.predicted),
                        to_text(row.prediction));
  } else {
    text += fmt::format(": {} {}", target_name(explanation, row.target), to_text(row.prediction));
  }
  const bool other = explanation.classes && row.target != row.predicted;
  text +=
      fmt::format("; explained{}: {}", other ? " of " + target_name(explanation, row.target) : "",
                  to_text(row.value));
  if (explanation.completeness_gap)
    text += fmt::format(", at the baseline {}", to_text(row.baseline));
  return text;
}

}  // namespace

std::vector<size_t> own_order(const RowExplanation& row, size_t top) {
  std::vector<size_t> order(row.attributions.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const double left = std::abs(row.attributions[a]), right = std::abs(row.attributions[b]);
    if (std::isnan(left) || std::isnan(right)) return std::isnan(right) && !std::isnan(left);
    return left > right;
  });
  if (top > 0 && top < order.size()) order.resize(top);
  return order;
}

Table row_table(const Explanation& explanation, size_t index, const ShownRow& shown,
                const RowFormat& format) {
  const RowExplanation& row = explanation.per_row[index];
  Table table{row_title(explanation, row, shown, format),
              {"column", "value", explanation.completeness_gap ? "attribution" : "slope", ""},
              {}};
  const std::vector<size_t> order = own_order(row, format.top);
  const double longest = order.empty() ? 0 : std::abs(row.attributions[order[0]]);
  double added = 0;
  for (const size_t c : order) {
    const double attribution = row.attributions[c];
    added += attribution;
    table.add({explanation.columns[c].name, shown.cells[c], cell(attribution),
               bar(std::abs(attribution), longest, attribution > 0 ? '+' : '-')});
  }
  const size_t others = row.attributions.size() - order.size();
  if (others > 0 && explanation.completeness_gap) {
    const double all = std::accumulate(row.attributions.begin(), row.attributions.end(), 0.0);
    table.add({fmt::format("({} more)", others), Value(), cell(all - added), ""});
  }
  return table;
}

std::vector<std::string> row_columns(const Explanation& explanation, const RowFormat& format) {
  std::vector<std::string> columns{"row"};
  columns.insert(columns.end(), format.kept.begin(), format.kept.end());
  columns.emplace_back("prediction");
  if (explanation.classes) columns.emplace_back("probability");
  columns.insert(columns.end(), {"target", "value"});
  if (explanation.completeness_gap) columns.insert(columns.end(), {"baseline", "completeness_gap"});
  columns.insert(columns.end(), {"column", "column_value", "attribution"});
  return columns;
}

void write_row(const Explanation& explanation, size_t index, const ShownRow& shown,
               const RowFormat& format, RowWriter& writer) {
  const RowExplanation& row = explanation.per_row[index];
  std::vector<Value> cells{shown.number};
  for (const std::string& kept : shown.kept) cells.emplace_back(kept);
  if (explanation.classes) cells.emplace_back(target_name(explanation, row.predicted));
  cells.push_back(cell(row.prediction));
  cells.emplace_back(target_name(explanation, row.target));
  cells.push_back(cell(row.value));
  if (explanation.completeness_gap) {
    cells.push_back(cell(row.baseline));
    cells.push_back(cell(row.completeness_gap));
  }
  const size_t own = cells.size();
  cells.resize(own + 3);
  for (const size_t c : own_order(row, format.top)) {
    cells[own] = explanation.columns[c].name;
    cells[own + 1] = shown.cells[c];
    cells[own + 2] = cell(row.attributions[c]);
    writer.write(cells);
  }
}

Json row_json(const Explanation& explanation, size_t index, const ShownRow& shown,
              const RowFormat& format) {
  const RowExplanation& row = explanation.per_row[index];
  Json result;
  result["row"] = shown.number;
  for (size_t i = 0; i < format.kept.size(); ++i) result["keep"][format.kept[i]] = shown.kept[i];
  if (explanation.classes) {
    result["prediction"] = target_name(explanation, row.predicted);
    result["probability"] = number(row.prediction);
  } else {
    result["prediction"] = number(row.prediction);
  }
  result["target"] = target_name(explanation, row.target);
  result["value"] = number(row.value);
  if (explanation.completeness_gap) result["baseline"] = number(row.baseline);
  Json::object_t values, attributions;  // of names that are distinct: none has to be looked for
  for (const size_t c : own_order(row, format.top)) {
    values.emplace_back(explanation.columns[c].name, to_json(shown.cells[c]));
    attributions.emplace_back(explanation.columns[c].name, number(row.attributions[c]));
  }
  result["values"] = std::move(values);
  result["attributions"] = std::move(attributions);
  if (explanation.completeness_gap) result["completeness_gap"] = number(row.completeness_gap);
  return result;
}

}  // namespace aimodel
