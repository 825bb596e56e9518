#include "profile/profile_report.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/terminal.h"
#include "profile/profile_notes.h"
#include "profile/profile_tables.h"

namespace aimodel {

namespace {

std::string delimiter_name(const CsvFormat& format) {
  if (format.blanks) return "blanks";
  const char delimiter = format.delimiter;
  switch (delimiter) {
    case ',':
      return "commas";
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    case '|':
      return "bars";
    case ' ':
      return "spaces";
    default:
      return quote(std::string(1, delimiter));
  }
}

std::string form_name(const Profile& profile) {
  if (profile.json_lines) return "JSON Lines";
  return "separated by " + delimiter_name(profile.format);
}

Json suspicions_json(const std::vector<Suspicion>& suspicions) {
  Json json = Json::array();
  for (const Suspicion& suspicion : suspicions) {
    json.push_back({{"kind", suspicion.kind}, {"text", suspicion.text}});
  }
  return json;
}

Json column_json(const ColumnProfile& column, int64_t rows) {
  constexpr size_t kShown = 20;
  Json json = {{"name", column.name},
               {"type", to_string(column.type)},
               {"missing", column.missing},
               {"missing_share", static_cast<double>(column.missing) / static_cast<double>(rows)},
               {"distinct", column.distinct}};
  if (!column.dress.looks.empty()) json["looks_like"] = column.dress.looks;
  if (!column.dress.open.empty()) json["left_open"] = column.dress.open;
  if (column.numbers && column.type == ColumnType::date) {
    json["dates"] = {{"count", column.numbers->count},
                     {"first", moment_text(column, column.numbers->minimum)},
                     {"median", moment_text(column, column.numbers->median)},
                     {"last", moment_text(column, column.numbers->maximum)}};
  } else if (column.numbers) {
    const NumberSummary& n = *column.numbers;
    json["numbers"] = {{"count", n.count},
                       {"whole", n.whole},
                       {"minimum", n.minimum},
                       {"lower_quartile", n.lower_quartile},
                       {"median", n.median},
                       {"upper_quartile", n.upper_quartile},
                       {"maximum", n.maximum},
                       {"mean", n.mean},
                       {"standard_deviation", to_json(Value(n.deviation))}};
    if (!std::isfinite(n.deviation)) {
      json["numbers"]["standard_deviation_reason"] = "larger than the largest number";
    }
  }
  json["values"] = Json::array();
  for (size_t i = 0; i < column.values.size() && i < kShown; ++i) {
    json["values"].push_back(
        {{"value", column.values[i].value}, {"count", column.values[i].count}});
  }
  if (!column.order.empty()) json["order"] = column.order;
  json["suspicions"] = suspicions_json(column.suspicions);
  return json;
}

bool suspicious(const Profile& profile) {
  const auto suspected = [](const ColumnProfile& column) { return !column.suspicions.empty(); };
  return !profile.suspicions.empty() || std::ranges::any_of(profile.columns, suspected);
}

}  // namespace

std::string profile_heading(const Profile& profile) {
  std::string text =
      fmt::format("{}: {} {}, {} {}, {}", printable(profile.file), with_commas(profile.rows),
                  profile.rows == 1 ? "row" : "rows", profile.columns.size(),
                  profile.columns.size() == 1 ? "column" : "columns", form_name(profile));
  if (profile.sampled()) {
    text += fmt::format(
        "\nDistinct values, quartiles, shares of values and leakage are of a random sample of {} "
        "rows.",
        with_commas(profile.sample.rows()));
  }
  if (profile.bad.count > 0) text += "\n" + bad_rows_note(profile);
  for (const std::string& remark : profile.remarks) text += "\nNote: " + remark;
  if (!profile.missing_targets.empty()) {
    text += "\nNote: " + missing_targets_note(profile);
  }
  return text;
}

Report profile_report(const Profile& profile, const ColumnProfile* target, bool for_people) {
  Report report = make_report("csv");
  Json& document = report.document;
  document["file"] = profile.file;
  document["rows"] = profile.rows;
  document["sampled_rows"] = profile.sampled() ? Json(profile.sample.rows()) : Json();
  document["format"] = profile.json_lines ? "jsonl" : "csv";
  document["delimiter"] = profile.json_lines ? Json() : Json(delimiter_word(profile.format));
  document["bad_rows"] = {{"count", profile.bad.count}, {"lines", profile.bad.lines}};
  document["notes"] = profile.remarks;
  if (!profile.missing_targets.empty()) {
    document["notes"].push_back(missing_targets_note(profile));
  }
  document["content_hash"] = profile.content_hash;
  if (target != nullptr) document["target"] = target->name;
  document["suspicions"] = suspicions_json(profile.suspicions);
  document["columns"] = Json::array();
  for (const ColumnProfile& column : profile.columns) {
    document["columns"].push_back(column_json(column, profile.rows));
  }
  report.heading = profile_heading(profile);
  if (!for_people) {
    report.tables = {plain_profile_table(profile)};
    return report;
  }
  report.tables = profile_tables(profile, target);
  if (!suspicious(profile)) {
    report.heading += "\nNo column looks suspicious";
    report.heading += target == nullptr ? " (give --target COLUMN to look for leakage too)." : ".";
  }
  return report;
}

}  // namespace aimodel
