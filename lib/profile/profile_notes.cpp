#include "profile/profile_notes.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/blanks.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"
#include "csv/csv_start.h"

namespace aimodel {

void count_missing(const FrameColumn& cells, const FrameColumn& verbatim,
                   std::map<std::string, int64_t>& counts) {
  for (size_t row = 0; row < cells.ids.size(); ++row) {
    if (cells.ids[row] != 0) continue;
    const std::string_view text = trimmed(verbatim.text(static_cast<int64_t>(row)));
    if (!text.empty()) ++counts[std::string(text)];
  }
}

bool lacks_header(const Profile& profile) {
  if (!profile.format.header || profile.json_lines || !looks_like_values(profile.names())) {
    return false;
  }
  size_t like_values = 0;
  for (const ColumnProfile& column : profile.columns) {
    const bool number = parse_number(column.name).has_value();
    if (column.numbers && !number) return false;
    const bool among = std::ranges::any_of(
        column.values, [&](const FrequentValue& value) { return value.value == column.name; });
    like_values += column.numbers || among ? 1 : 0;
  }
  return 2 * like_values >= profile.columns.size();
}

std::string bad_rows_note(const Profile& profile) {
  const LeftOut& bad = profile.bad;
  std::vector<std::string> lines;
  for (const uint64_t line : bad.lines) lines.push_back(std::to_string(line));
  if (bad.count > static_cast<int64_t>(lines.size())) lines.push_back("...");
  return fmt::format("{} {} cannot be read and {} left out: {} {}", with_commas(bad.count),
                     bad.count == 1 ? "row" : "rows", bad.count == 1 ? "is" : "are",
                     bad.count == 1 ? "line" : "lines", join(lines, ", "));
}

std::string missing_targets_note(const Profile& profile) {
  constexpr size_t kShown = 5;
  std::vector<std::string> words;
  for (const FrequentValue& value : profile.missing_targets) {
    if (words.size() == kShown) break;
    words.push_back(fmt::format("{} ({})", quote(value.value), with_commas(value.count)));
  }
  if (profile.missing_targets.size() > kShown) words.emplace_back("...");
  return fmt::format(
      "cells of the target count as missing: {}; where such a word is a class, --missing-only '' "
      "says that the empty cell alone is missing",
      join(words, ", "));
}

}  // namespace aimodel
