#include "profile/profile_tables.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace aimodel {

namespace {

std::string share_text(int64_t count, int64_t whole) {
  return fmt::format("{:.3g}%", 100 * static_cast<double>(count) / static_cast<double>(whole));
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

// How much there is to say of each column: the target first, then what few others are suspected of,
// then odd dress, then missing values.
std::map<std::string, double> interests(const Profile& profile, const ColumnProfile* target) {
  std::map<std::string, int> counts;
  for (const ColumnProfile& column : profile.columns) {
    for (const Suspicion& suspicion : column.suspicions) ++counts[suspicion.kind];
  }
  std::map<std::string, double> result;
  for (const ColumnProfile& column : profile.columns) {
    double interest = &column == target ? 1000 : 0;
    for (const Suspicion& suspicion : column.suspicions) {
      interest += 10 + 10.0 / counts[suspicion.kind];
    }
    if (!column.dress.looks.empty()) interest += column.dress.open.empty() ? 2 : 5;
    interest += static_cast<double>(column.missing) / static_cast<double>(profile.rows + 1);
    result[column.name] = interest;
  }
  return result;
}

// Of a table with one row a column.
void order_by_interest(Table& table, const std::map<std::string, double>& interests) {
  table.telling.resize(table.rows.size());
  std::iota(table.telling.begin(), table.telling.end(), size_t{0});
  std::ranges::stable_sort(table.telling, std::greater(), [&](size_t row) {
    return interests.at(std::get<std::string>(table.rows[row][0]));
  });
}

}  // namespace

std::string moment_text(const ColumnProfile& column, double elapsed) {
  return to_string(elapsed, column.dress.date.kind);
}

std::vector<Table> profile_tables(const Profile& profile, const ColumnProfile* target) {
  std::vector<Table> tables;
  const std::map<std::string, double> interest = interests(profile, target);
  for (Table& table : std::vector<Table>{number_table(profile), date_table(profile),
                                         value_table(profile), dress_table(profile)}) {
    if (table.rows.empty()) continue;
    order_by_interest(table, interest);
    tables.push_back(std::move(table));
  }
  if (target != nullptr && predicts_classes(*target))
    tables.push_back(class_table(profile, *target));
  if (Table suspicious = suspicion_table(profile); !suspicious.rows.empty()) {
    tables.push_back(std::move(suspicious));
  }
  return tables;
}

Table plain_profile_table(const Profile& profile) {
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

}  // namespace aimodel
