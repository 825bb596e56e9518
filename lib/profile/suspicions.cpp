#include "profile/suspicions.h"

#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"
#include "profile/column_type.h"
#include "profile/copies.h"
#include "profile/leakage.h"
#include "profile/linear_target.h"
#include "profile/odd_numbers.h"

namespace aimodel {

namespace {

constexpr double kManyMissing = 0.5;
constexpr double kNearlyAll = 0.999;

std::string cells_text(int64_t count) {
  return count == 1 ? "1 cell" : with_commas(count) + " cells";
}

void suspect_column(const Profile& profile, ColumnProfile& column, const ColumnProfile* target) {
  const auto add = [&](const char* kind, std::string text) {
    column.suspicions.push_back({kind, std::move(text)});
  };
  const double missing = static_cast<double>(column.missing) / static_cast<double>(profile.rows);
  if (column.type == ColumnType::empty) {
    add("empty", "holds no value at all");
    return;
  }
  const auto present = static_cast<double>(profile.sample.rows()) * (1 - missing);
  if (column.type == ColumnType::constant) {
    add("constant", "holds one value only: " + quote(column.values[0].value));
  } else if (column.type == ColumnType::identifier) {
    const bool sure = column.numbers || names_codes(column.name);
    add("identifier",
        sure ? "numbers or names the rows: a value of its own in (nearly) each"
             : "holds a text of its own in (nearly) each row: a name of it, or a form that is "
               "not read");
  } else if (static_cast<double>(column.values[0].count) > kNearlyAll * present) {
    add("constant", "holds nearly always the same value: " + quote(column.values[0].value));
  }
  if (!column.strays.empty()) {
    std::vector<std::string> texts;
    for (const FrequentValue& stray : column.strays) {
      texts.push_back(fmt::format("{} ({})", quote(stray.value), cells_text(stray.count)));
    }
    const std::string& beside = column.strays_beside;
    add("mixed", fmt::format("holds {}, but for {}{}",
                             !beside.empty()                   ? beside
                             : column.type == ColumnType::date ? "dates"
                                                               : "numbers",
                             join(texts, ", "), column.odd.empty() ? ": taken as texts" : ""));
  }
  if (missing > kManyMissing)
    add("missing", fmt::format("{:.4g}% of its values are missing", missing * 100));
  if (column.type == ColumnType::number) {
    for (Suspicion& suspicion : odd_numbers(profile, column)) {
      column.suspicions.push_back(std::move(suspicion));
    }
  }
  if (target != nullptr && target->name != column.name) {
    if (std::string text = leakage(profile, column, *target); !text.empty())
      add("leakage", std::move(text));
  }
}

}  // namespace

void suspect(Profile& profile, const ColumnProfile* target) {
  for (ColumnProfile& column : profile.columns) suspect_column(profile, column, target);
  suspect_copies(profile, target);
  suspect_equal_rows(profile);
  if (target != nullptr) suspect_linear(profile, *target);
}

}  // namespace aimodel
