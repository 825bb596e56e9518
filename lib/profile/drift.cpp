#include "profile/drift.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "profile/column_type.h"
#include "profile/drift_bins.h"
#include "profile/homogeneity.h"

namespace aimodel {

namespace {

// Values that only the second file has, in so many of its rows that the first one, or its sample,
// would have shown them; the most frequent first.
std::vector<std::string> new_values(const ColumnSummary& before, const ColumnTexts& after,
                                    bool all_known) {
  constexpr size_t kShown = 5;
  constexpr double kSure = 10;
  double rows = 0;
  for (const auto& entry : after.rows) rows += static_cast<double>(entry.second);
  std::vector<std::pair<int64_t, std::string>> found;
  for (const auto& [text, count] : after.rows) {
    if (std::ranges::binary_search(before.values, text)) continue;
    const double expected = static_cast<double>(count) / rows * static_cast<double>(before.rows());
    if (all_known || expected > kSure) found.emplace_back(-count, text);
  }
  std::ranges::sort(found);
  found.resize(std::min(found.size(), kShown));
  std::vector<std::string> result;
  for (auto& entry : found) result.push_back(std::move(entry.second));
  return result;
}

// One side of a comparison, beside its name.
struct First {
  const ColumnSummary& summary;
  bool all_rows;  // whether it saw every row
};

void compare_cells(const First& first, const Profile& after, const ColumnProfile& column,
                   ColumnDrift& drift) {
  const FrameColumn& cells = after.cells(column);
  Bins bins;
  if (first.summary.measured) {
    bins = number_bins(first.summary, cells);
  } else {
    const ColumnTexts texts = texts_of(cells);
    if (first.summary.hashed()) {
      bins = bucket_bins(first.summary.counts, first.summary.missing, texts);
    } else {
      drift.new_values = new_values(first.summary, texts, first.all_rows);
      bins = value_bins(first.summary, texts);
    }
  }
  drift.compared = true;
  drift.verdict = "same";
  drift.bins = static_cast<int>(bins.before.size());
  if (drift.bins < 2) return;
  drift.index = stability_index(bins);
  drift.expected = (drift.bins - 1) * (1 / static_cast<double>(first.summary.rows()) +
                                       1 / static_cast<double>(cells.ids.size()));
  drift.probability = homogeneity(bins);
}

// Whether a column may hold both kinds of values by chance: two numbers are binary in one file, one
// in another.
bool comparable(const ColumnProfile& a, const ColumnProfile& b) {
  if (a.type == ColumnType::empty || b.type == ColumnType::empty) return a.type == b.type;
  return a.numbers.has_value() == b.numbers.has_value();
}

double share(int64_t count, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(count) / static_cast<double>(whole);
}

ColumnDrift compare(const Profile& before, const ColumnProfile& a, const Profile& after,
                    const ColumnProfile& b) {
  ColumnDrift drift;
  drift.name = a.name;
  drift.before = to_string(a.type);
  drift.after = to_string(b.type);
  drift.missing_before = share(a.missing, before.rows);
  drift.missing_after = share(b.missing, after.rows);
  if (!comparable(a, b)) {
    drift.verdict = "other type";
    return drift;
  }
  for (const ColumnType type : {ColumnType::identifier, ColumnType::date}) {
    if (a.type != type && b.type != type) continue;
    drift.verdict = to_string(type);
    return drift;
  }
  const FrameColumn& cells = before.cells(a);
  const bool measured = a.numbers && (a.type == ColumnType::number || b.type == ColumnType::number);
  ColumnSummary summary;
  if (measured) {
    summary = summarise(a.name, numbers_in(cells));
  } else {
    const ColumnTexts texts = texts_of(cells);
    summary = summarise(a.name, texts.rows, texts.missing, false);
  }
  compare_cells({summary, true}, after, b, drift);
  return drift;
}

ColumnDrift compare(const TrainingSummary& before, const ColumnSummary& a, const Profile& after,
                    const ColumnProfile& b) {
  ColumnDrift drift;
  drift.name = a.name;
  drift.before = a.measured ? "number" : "values";
  drift.after = to_string(b.type);
  drift.missing_before = share(a.missing, before.sampled);
  drift.missing_after = share(b.missing, after.rows);
  if (a.measured && !b.numbers && b.type != ColumnType::empty) {
    drift.verdict = "other type";
  } else if (b.type == ColumnType::identifier && names_codes(b.name)) {
    drift.verdict = "identifier";
  } else {
    compare_cells({a, before.sampled == before.rows}, after, b, drift);
  }
  return drift;
}

using ByName = std::unordered_map<std::string_view, const ColumnProfile*>;
ByName by_name(const Profile& profile) {
  ByName index;
  for (const ColumnProfile& column : profile.columns) index.try_emplace(column.name, &column);
  return index;
}

void judge(Drift& drift) {
  constexpr double kLevel = 0.01, kLarge = 0.1;
  const auto compared = static_cast<double>(
      std::ranges::count_if(drift.columns, [](const ColumnDrift& c) { return c.compared; }));
  for (ColumnDrift& column : drift.columns) {
    if (!column.compared || column.probability >= kLevel / compared) continue;
    column.verdict = column.index >= kLarge ? "changed" : "changed a little";
  }
}

}  // namespace

Drift compare(const Profile& before, const Profile& after) {
  const ByName first = by_name(before), second = by_name(after);
  Drift drift;
  for (const ColumnProfile& column : before.columns) {
    const auto other = second.find(column.name);
    if (other == second.end()) {
      drift.removed.push_back(column.name);
    } else {
      drift.columns.push_back(compare(before, column, after, *other->second));
    }
  }
  for (const ColumnProfile& column : after.columns) {
    if (!first.contains(column.name)) drift.added.push_back(column.name);
  }
  judge(drift);
  return drift;
}

Drift compare(const TrainingSummary& before, const Profile& after) {
  const ByName second = by_name(after);
  Drift drift;
  for (const ColumnSummary& column : before.columns) {
    const auto other = second.find(column.name);
    if (other == second.end()) {
      drift.removed.push_back(column.name);
    } else {
      drift.columns.push_back(compare(before, column, after, *other->second));
    }
  }
  judge(drift);
  return drift;
}

}  // namespace aimodel
