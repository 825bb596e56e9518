#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "base/json.h"
#include "base/terminal.h"
#include "base/text.h"
#include "inspect.h"
#include "profile/profile_notes.h"
#include "profile/starter_spec.h"
#include "spec/document.h"

namespace aimodel {

namespace {

std::string share_text(int64_t part, int64_t whole) {
  return fmt::format("{:.3g}%", 100 * static_cast<double>(part) / static_cast<double>(whole));
}

Value missing_cell(const ColumnProfile& column, int64_t rows) {
  if (column.missing == 0) return std::string("0");
  return fmt::format("{} ({})", column.missing, share_text(column.missing, rows));
}

// "a 60%, b 25%, c 10%, ..."
std::string frequent_values(const ColumnProfile& column, int64_t rows) {
  constexpr size_t kShown = 5, kLongest = 24;
  std::string text;
  for (size_t i = 0; i < column.values.size() && i < kShown; ++i) {
    std::string value = column.values[i].value;
    if (value.size() > kLongest) {
      size_t end = kLongest;
      while ((value[end] & 0xC0) == 0x80) --end;
      value = value.substr(0, end) + "...";
    }
    text += (i > 0 ? ", " : "") + value + " " + share_text(column.values[i].count, rows);
  }
  return column.values.size() > kShown ? text + ", ..." : text;
}

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

std::string bad_rows(const LeftOut& bad) {
  std::vector<std::string> lines;
  for (const uint64_t line : bad.lines) lines.push_back(std::to_string(line));
  if (bad.count > static_cast<int64_t>(lines.size())) lines.push_back("...");
  return fmt::format("{} {} cannot be read and {} left out: {} {}", with_commas(bad.count),
                     bad.count == 1 ? "row" : "rows", bad.count == 1 ? "is" : "are",
                     bad.count == 1 ? "line" : "lines", join(lines, ", "));
}

Table number_table(const Profile& profile) {
  Table table{"Numbers",
              {"column", "type", "missing", "distinct", "minimum", "25%", "median", "75%",
               "maximum", "mean", "sd"},
              {}};
  for (const ColumnProfile& column : profile.columns) {
    if (!column.numbers || column.type == ColumnType::date) continue;
    const NumberSummary& n = *column.numbers;
    table.add({column.name, to_string(column.type), missing_cell(column, profile.rows),
               column.distinct, n.minimum, n.lower_quartile, n.median, n.upper_quartile, n.maximum,
               n.mean, n.deviation});
  }
  return table;
}

std::string moment_text(const ColumnProfile& column, double elapsed) {
  return to_string(elapsed, column.dress.date.kind);
}

Table date_table(const Profile& profile) {
  Table table{"Dates", {"column", "type", "missing", "distinct", "first", "median", "last"}, {}};
  for (const ColumnProfile& column : profile.columns) {
    if (!column.numbers || column.type != ColumnType::date) continue;
    const NumberSummary& n = *column.numbers;
    table.add({column.name, to_string(column.type), missing_cell(column, profile.rows),
               column.distinct, moment_text(column, n.minimum), moment_text(column, n.median),
               moment_text(column, n.maximum)});
  }
  return table;
}

// What columns look like that are not written as numbers and texts usually are.
Table dress_table(const Profile& profile) {
  Table table{"How cells are written", {"column", "looks like", "left open"}, {}};
  for (const ColumnProfile& column : profile.columns) {
    if (column.dress.looks.empty()) continue;
    table.add({column.name, column.dress.looks,
               column.dress.open.empty() ? Value() : Value(column.dress.open)});
  }
  return table;
}

Table value_table(const Profile& profile) {
  Table table{
      "Other columns", {"column", "type", "missing", "distinct", "most frequent values"}, {}};
  for (const ColumnProfile& column : profile.columns) {
    if (column.numbers) continue;
    const int64_t present = std::max<int64_t>(1, profile.sample.rows());
    table.add({column.name, to_string(column.type), missing_cell(column, profile.rows),
               column.distinct, frequent_values(column, present)});
  }
  return table;
}

Table suspicion_table(const Profile& profile) {
  Table table{"Suspicious columns", {"column", "why"}, {}};
  for (const Suspicion& suspicion : profile.suspicions) {
    table.add({std::string("(all rows)"), suspicion.text});
  }
  // Of many columns that are alike the first ones stand for all.
  constexpr int kMany = 12, kShown = 3;
  std::map<std::string, int> counts;
  for (const ColumnProfile& column : profile.columns) {
    for (const Suspicion& suspicion : column.suspicions) ++counts[suspicion.kind];
  }
  std::map<std::string, int> shown;
  for (const ColumnProfile& column : profile.columns) {
    for (const auto& [kind, text] : column.suspicions) {
      const bool many = counts[kind] > kMany;
      if (!many || ++shown[kind] <= kShown) table.add({column.name, text});
      if (!many || shown[kind] != kShown + 1) continue;
      table.add({fmt::format("({} more)", counts[kind] - kShown),
                 fmt::format("the like ({}); --json names all", kind)});
    }
  }
  return table;
}

Table class_table(const Profile& profile, const ColumnProfile& target) {
  constexpr size_t kShown = 50;
  Table table{"Classes of " + target.name, {"class", "rows", "share"}, {}};
  const int64_t rows = profile.sample.rows();
  for (size_t i = 0; i < target.values.size() && i < kShown; ++i) {
    const FrequentValue& value = target.values[i];
    table.add({value.value, value.count, share_text(value.count, rows)});
  }
  if (target.missing > 0) {
    table.add({std::string("(missing)"), target.missing, share_text(target.missing, profile.rows)});
  }
  if (target.distinct > static_cast<int64_t>(kShown)) {
    table.add({fmt::format("(and {} more)", target.distinct - static_cast<int64_t>(kShown)),
               std::monostate{}, std::monostate{}});
  }
  return table;
}

// One row a column, for csv, tsv and jsonl.
Table plain_table(const Profile& profile) {
  Table table{"Columns",
              {"column", "type", "missing", "distinct", "minimum", "lower_quartile", "median",
               "upper_quartile", "maximum", "mean", "standard_deviation", "most_frequent_value",
               "suspicious"},
              {}};
  for (const ColumnProfile& column : profile.columns) {
    std::vector<Value> row = {column.name, to_string(column.type), column.missing, column.distinct};
    if (column.numbers && column.type != ColumnType::date) {
      const NumberSummary& n = *column.numbers;
      for (const double x : {n.minimum, n.lower_quartile, n.median, n.upper_quartile, n.maximum,
                             n.mean, n.deviation}) {
        row.emplace_back(x);
      }
    } else {
      row.resize(row.size() + 7);
    }
    row.push_back(column.values.empty() ? Value() : Value(column.values[0].value));
    std::vector<std::string> why;
    for (const Suspicion& suspicion : column.suspicions) why.push_back(suspicion.text);
    row.push_back(why.empty() ? Value() : Value(join(why, "; ")));
    table.add(std::move(row));
  }
  return table;
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

Profile profile_of(const InspectOptions& options, const std::string& path) {
  const bool fail = options.data.on_bad_row == "fail";
  return profile_csv(
      path, options.data.format(CsvFormat{}),
      {.target = options.target, .on_bad_row = fail ? OnBadRow::fail : OnBadRow::skip});
}

}  // namespace

std::string csv_heading(const Profile& profile) {
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
  if (profile.bad.count > 0) text += "\n" + bad_rows(profile.bad);
  for (const std::string& remark : profile.remarks) text += "\nNote: " + remark;
  if (!profile.missing_targets.empty()) {
    text += "\nNote: " + missing_targets_note(profile);
  }
  return text;
}

Report inspect_csv(const InspectOptions& options, const std::string& path) {
  const Profile profile = profile_of(options, path);
  const ColumnProfile* target = options.target.empty() ? nullptr : profile.find(options.target);
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
  const Format format = options.output.chosen();
  report.heading = csv_heading(profile);
  if (format != Format::text && format != Format::md) {
    report.tables = {plain_table(profile)};
    return report;
  }
  for (Table& table : std::vector<Table>{number_table(profile), date_table(profile),
                                         value_table(profile), dress_table(profile)}) {
    if (!table.rows.empty()) report.tables.push_back(std::move(table));
  }
  if (target != nullptr && predicts_classes(*target))
    report.tables.push_back(class_table(profile, *target));
  Table suspicious = suspicion_table(profile);
  if (suspicious.rows.empty()) {
    report.heading += "\nNo column looks suspicious";
    report.heading += target == nullptr ? " (give --target COLUMN to look for leakage too)." : ".";
  } else {
    report.tables.push_back(std::move(suspicious));
  }
  return report;
}

int print_starter_spec(const InspectOptions& options, const std::string& path) {
  const CsvFormat format = options.data.format(CsvFormat{});
  const std::string& wanted = options.output.format;
  const bool is_json = wanted == "json" || wanted == "text";
  if (!is_json && option_source("--format", "AIMODEL_FORMAT", wanted) == "--format") {
    throw Error(Exit::usage, "", "--spec prints JSON as it is", "leave out --format");
  }
  if (options.target.empty()) {
    const CsvReader reader(path, format);
    throw Error(Exit::usage, "", "--spec needs --target COLUMN: what is to be predicted",
                "columns: " + join(reader.header(), ", "));
  }
  const Profile profile = profile_of(options, path);
  for (const std::string& remark : profile.remarks) note(options.verbosity, path + ": " + remark);
  if (profile.bad.count > 0) note(options.verbosity, path + ": " + bad_rows(profile.bad));
  const StarterSpec starter = starter_spec(profile, options.target, format);
  if (!profile.missing_targets.empty()) {
    note(options.verbosity, path + ": " + missing_targets_note(profile));
  }
  for (const std::string& line : starter.notes) note(options.verbosity, path + ": " + line);
  print(json_text(starter.spec) + "\n");
  return 0;
}

}  // namespace aimodel
