#include "explain/explanation_report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/terminal.h"
#include "explain/numbers.h"
#include "report/cells.h"

namespace aimodel {

namespace {

size_t shown(const Explanation& explanation, size_t top) {
  const size_t all = explanation.columns.size();
  return top == 0 ? all : std::min(top, all);
}

std::string rows_text(int64_t rows) {
  return fmt::format("{} {}", with_commas(rows), rows == 1 ? "row" : "rows");
}

// Of how many columns it can be told that they matter at all, and of how many it would be said if
// none did: beyond 2 standard errors lie 2.3% of a normal distribution, on either side.
struct Distinct {
  int64_t columns = 0;
  double by_chance = 0;
};
Distinct distinct_from_zero(const Explanation& explanation) {
  constexpr double kBeyond = 0.02275;
  Distinct result;
  for (const ColumnImportance& column : explanation.columns) {
    if (std::isnan(column.standard_error)) continue;
    result.columns += column.importance > 2 * column.standard_error ? 1 : 0;
    result.by_chance += kBeyond;
  }
  return result;
}

std::string distinct_sentence(const Explanation& explanation) {
  const Distinct distinct = distinct_from_zero(explanation);
  return fmt::format(
      "{} of {} columns are more than 2 standard errors above 0; if none mattered, about {:.1f} "
      "would be by chance",
      distinct.columns, explanation.columns.size(), distinct.by_chance);
}

std::string completeness_sentence(const Explanation& explanation) {
  const CompletenessGap& completeness_gap = *explanation.completeness_gap;
  const double percent = 100 * completeness_gap.share;
  std::string text = fmt::format(
      "the attributions add up to the output's difference from the baseline but for {} in the "
      "worst row and "
      "{}% of it in the mean",
      to_text(completeness_gap.maximum), to_text(percent));
  constexpr double kGood = 1;  // percent
  constexpr int64_t kFactor = 4, kMost = 10000;
  const int64_t steps = kFactor * explanation.options["steps"].get<int64_t>();
  if (!(percent <= kGood) && steps <= kMost) {
    text += fmt::format("; --set steps={} brings it down", steps);
  }
  return text;
}

}  // namespace

Table column_table(const Explanation& explanation, size_t top, bool with_bars) {
  Table table;
  table.title = fmt::format("{} of {}: {}, {}", explanation.method, quote(explanation.output),
                            explanation.importance, rows_text(explanation.rows));
  table.columns = {"column", "importance", "standard_error"};
  if (explanation.has_mean) table.columns.emplace_back("mean");
  if (with_bars) table.columns.emplace_back("");
  double longest = 0;
  for (const ColumnImportance& column : explanation.columns) {
    longest = std::max(longest, column.importance);
  }
  for (size_t c = 0; c < shown(explanation, top); ++c) {
    const ColumnImportance& column = explanation.columns[c];
    std::vector<Value> row{column.name, cell(column.importance), cell(column.standard_error)};
    if (explanation.has_mean) row.push_back(cell(column.mean));
    if (with_bars) row.emplace_back(bar(column.importance, longest, '#'));
    table.add(std::move(row));
  }
  return table;
}

std::vector<std::string> trust(const Explanation& explanation, size_t top, bool of_rows) {
  std::vector<std::string> result;
  const size_t hidden = explanation.columns.size() - shown(explanation, top);
  if (hidden > 0 && !of_rows)
    result.push_back(
        fmt::format("{} more column{} not shown", hidden, hidden == 1 ? " is" : "s are"));
  if (explanation.method == "permutation") {
    const auto repeats = explanation.options["repeats"].get<int64_t>();
    result.push_back(fmt::format("{} {} before shuffling; each column was shuffled {} {} among {}",
                                 explanation.baseline["name"].get<std::string>(),
                                 to_text(explanation.baseline["value"].get<double>()),
                                 with_commas(repeats), repeats == 1 ? "time" : "times",
                                 rows_text(explanation.rows)));
    result.push_back(distinct_sentence(explanation));
  }
  if (explanation.completeness_gap) result.push_back(completeness_sentence(explanation));
  if (explanation.has_mean && explanation.rows > 1 && !of_rows) {
    result.push_back(fmt::format(
        "importance is the mean size over {}; its standard error speaks of the choice of rows",
        rows_text(explanation.rows)));
  }
  result.insert(result.end(), explanation.notes.begin(), explanation.notes.end());
  return result;
}

std::string trust_list(const Explanation& explanation, size_t top, bool of_rows, Format format) {
  std::string text;
  for (const std::string& sentence : trust(explanation, top, of_rows)) {
    text += "- " + (format == Format::md ? markdown_text(sentence) : printable(sentence)) + "\n";
  }
  return text;
}

Json to_json(const Explanation& explanation, size_t top) {
  Json result;
  result["schema"] = "aimodel.explain.v1";
  result["method"] = explanation.method;
  result["options"] = explanation.options;
  result["output"] = explanation.output;
  result["target"] = explanation.target.empty() ? Json() : Json(explanation.target);
  result["importance"] = explanation.importance;
  result["rows"] = explanation.rows;
  result["baseline"] = explanation.baseline;
  result["columns"] = Json::array();
  const size_t count = shown(explanation, top);
  for (size_t c = 0; c < count; ++c) {
    const ColumnImportance& column = explanation.columns[c];
    Json entry;
    entry["name"] = column.name;
    entry["importance"] = number(column.importance);
    entry["standard_error"] = number(column.standard_error);
    if (explanation.has_mean) entry["mean"] = number(column.mean);
    result["columns"].push_back(std::move(entry));
  }
  result["columns_total"] = explanation.columns.size();
  if (explanation.method == "permutation") {
    const Distinct distinct = distinct_from_zero(explanation);
    result["above_two_standard_errors"] = {{"columns", distinct.columns},
                                           {"expected_by_chance", distinct.by_chance}};
  }
  result["completeness_gap"] = nullptr;
  if (explanation.completeness_gap) {
    result["completeness_gap"] = {{"maximum", number(explanation.completeness_gap->maximum)},
                                  {"mean", number(explanation.completeness_gap->mean)},
                                  {"share", number(explanation.completeness_gap->share)}};
  }
  result["notes"] = explanation.notes;
  return result;
}

}  // namespace aimodel
