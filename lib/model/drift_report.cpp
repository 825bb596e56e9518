#include "model/drift_report.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/terminal.h"
#include "base/text.h"
#include "columns/open_rows.h"
#include "profile/drift.h"
#include "profile/profile_csv.h"
#include "profile/profile_report.h"

namespace aimodel {

namespace {

Json drift_json(const Drift& drift) {
  Json columns = Json::array();
  for (const ColumnDrift& column : drift.columns) {
    Json json = {{"name", column.name},
                 {"type_before", column.before},
                 {"type_after", column.after},
                 {"missing_share_before", column.missing_before},
                 {"missing_share_after", column.missing_after},
                 {"verdict", column.verdict}};
    if (column.compared) {
      json["stability_index"] = column.index;
      json["stability_index_expected"] = column.expected;
      json["bins"] = column.bins;
      json["p_value"] = column.probability;
      json["new_values"] = column.new_values;
    }
    columns.push_back(std::move(json));
  }
  return columns;
}

std::string before_after(const std::string& before, const std::string& after) {
  return before == after ? before : before + " -> " + after;
}

Table drift_table(const Drift& drift) {
  Table table{"Columns of both",
              {"column", "type", "missing", "PSI", "by chance", "p", "verdict", "new values"},
              {}};
  for (const ColumnDrift& column : drift.columns) {
    const Value none;
    table.add({column.name, before_after(column.before, column.after),
               before_after(fmt::format("{:.3g}%", column.missing_before * 100),
                            fmt::format("{:.3g}%", column.missing_after * 100)),
               column.compared ? Value(column.index) : none,
               column.compared ? Value(column.expected) : none,
               column.compared ? Value(column.probability) : none, column.verdict,
               column.new_values.empty() ? none : Value(join(column.new_values, ", "))});
  }
  // What cannot be compared or has changed says most, then what has moved most.
  table.telling.resize(table.rows.size());
  std::iota(table.telling.begin(), table.telling.end(), size_t{0});
  std::ranges::stable_sort(table.telling, std::greater(), [&](size_t row) {
    const ColumnDrift& column = drift.columns[row];
    const int kind = column.verdict == "other type" ? 2 : column.changed() ? 1 : 0;
    return std::pair(kind, column.compared ? column.index : 0);
  });
  return table;
}

constexpr const char* kWhatItIs =
    "\nDrift is measured by PSI, the population stability index, in bins fixed on the first one; "
    "\"by "
    "chance\"\n"
    "is its mean where nothing has changed, p the probability of bins that differ so much then. A "
    "change\n"
    "counts from p < 1% on, divided by the number of columns.";

// What --require can ask for.
//   drift            the largest PSI of a column that has changed, 0 where none has
//   drift.COLUMN     that of one column
//   changed_columns  how many have changed
// None of them is known where a column cannot be compared.
std::vector<Measure> drift_measures(const Drift& drift, const std::vector<std::string>& missing) {
  std::vector<Measure> measures;
  const auto add = [&](const std::string& name, double value, const std::string& reason) {
    measures.push_back({name, nullptr, 0, {value, reason}});
  };
  double largest = 0, changed = 0;
  std::string reason =
      missing.empty() ? "" : "column " + quote(missing[0]) + " is missing from the file";
  bool compared = false;
  for (const ColumnDrift& column : drift.columns) {
    const double value = column.changed() ? column.index : 0;
    std::string why_not;
    if (column.verdict == "other type") {
      why_not = fmt::format("column {} is of another type", quote(column.name));
    } else if (!column.compared) {
      why_not = fmt::format("column {} is left out: {}", quote(column.name), column.verdict);
    }
    add("drift." + column.name, value, why_not);
    if (column.verdict == "other type" && reason.empty()) reason = why_not;
    compared = compared || column.compared;
    largest = std::max(largest, value);
    changed += column.changed() ? 1 : 0;
  }
  if (reason.empty() && !compared) reason = "no column can be compared";
  add("drift", largest, reason);
  add("changed_columns", changed, reason);
  return measures;
}

void add_gates(const std::vector<Gate>& gates, const std::vector<Measure>& measures,
               Report& report) {
  GateResults results = check_gates(gates, measures);
  if (!gates.empty()) report.document["requirements"] = std::move(results.requirements);
  report.failures = std::move(results.failures);
}

void describe(const Drift& drift, Report& report) {
  report.document["removed_columns"] = drift.removed;
  report.document["added_columns"] = drift.added;
  report.document["columns"] = drift_json(drift);
  if (!drift.removed.empty())
    report.heading += "\nRemoved columns: " + printable(join(drift.removed, ", "));
  if (!drift.added.empty())
    report.heading += "\nAdded columns: " + printable(join(drift.added, ", "));
  report.heading += kWhatItIs;
  report.tables = {drift_table(drift)};
}

Json file_json(const Profile& profile) {
  return {{"file", profile.file}, {"rows", profile.rows}, {"content_hash", profile.content_hash}};
}

}  // namespace

Report drift_report(const Profile& first, const Profile& second, const std::vector<Gate>& gates) {
  const Drift drift = compare(first, second);
  Report report = make_report("csv_difference");
  report.document["before"] = file_json(first);
  report.document["after"] = file_json(second);
  report.heading = profile_heading(first) + "\n" + profile_heading(second);
  describe(drift, report);
  add_gates(gates, drift_measures(drift, drift.removed), report);
  return report;
}

Report drift_report(const Model& model, const std::string& path, const std::string& data,
                    const DataOptions& reading, const std::vector<Gate>& gates) {
  const TrainingSummary& summary = model.preprocessing.summary();
  if (summary.columns.empty()) {
    throw Error(Exit::model, path, "holds no summary of the rows that it was trained on",
                "it was written by an earlier version: train it again");
  }
  const Profile after = profile_csv(data, reading.format(csv_format(model.spec)));
  Drift drift = compare(summary, after);
  // Rows to predict have no target.
  std::set<std::string> inputs;
  for (const InputInfo& input : model.preprocessing.inputs()) {
    inputs.insert(input.columns.begin(), input.columns.end());
  }
  std::vector<std::string> missing;
  for (const std::string& name : drift.removed) {
    if (inputs.contains(name)) missing.push_back(name);
  }
  drift.removed = missing;
  Report report = make_report("model_drift");
  report.document["before"] = {
      {"model", path}, {"rows", summary.rows}, {"sampled_rows", summary.sampled}};
  report.document["after"] = file_json(after);
  report.heading =
      fmt::format("{}: trained on {} rows", printable(path), with_commas(summary.rows));
  if (summary.sampled < summary.rows) {
    report.heading +=
        fmt::format(", of which it knows a sample of {}", with_commas(summary.sampled));
  }
  report.heading += "\n" + profile_heading(after);
  const size_t columns = inputs.size();
  for (const ColumnSummary& column : summary.columns) inputs.erase(column.name);
  report.document["not_compared"] = inputs.size();
  if (!inputs.empty()) {
    report.heading += fmt::format(
        "\nNot compared: {} of {} input columns, of which the model keeps no summary (dates, and "
        "what comes after 4,096 columns)",
        with_commas(std::ssize(inputs)), with_commas(static_cast<int64_t>(columns)));
  }
  describe(drift, report);
  add_gates(gates, drift_measures(drift, missing), report);
  return report;
}

}  // namespace aimodel
