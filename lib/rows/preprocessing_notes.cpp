#include "rows/preprocessing_notes.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/names.h"
#include "base/numbers.h"
#include "rows/preprocessing.h"

namespace aimodel {

void PreprocessingNotes::add(size_t column, const CellNotes& notes) {
  if (!notes.empty()) columns_[column].merge(notes);
}

void PreprocessingNotes::merge(const PreprocessingNotes& later) {
  rows_ += later.rows_;
  for (const auto& [column, notes] : later.columns_) add(column, notes);
}

namespace {

std::vector<const Column*> columns_of(const Preprocessing& preprocessing) {
  std::vector<const Column*> columns;
  for (const auto& group : preprocessing.columns()) {
    for (const auto& column : group) columns.push_back(column.get());
  }
  return columns;
}

std::string from_to(double low, double high) {
  return low == high ? shortest(low) : shortest(low) + " to " + shortest(high);
}

}  // namespace

std::vector<std::string> PreprocessingNotes::lines(const Preprocessing& preprocessing) const {
  constexpr size_t kMostUnseen = 20;
  const std::vector<const Column*> columns = columns_of(preprocessing);
  std::vector<std::string> lines;
  std::string outside;  // of the column with most such cells: a range is left often, by little
  int64_t most_outside = 0, others_outside = -1;
  for (const auto& [index, notes] : columns_) {
    const Column& column = *columns[index];
    const auto line = [&](int64_t count, const std::string& what) {
      return fmt::format("column {}: {} of {} cells {}", column.name, with_commas(count),
                         with_commas(rows_), what);
    };
    if (notes.unseen > 0) {
      lines.push_back(line(
          notes.unseen,
          fmt::format("hold values that training did not see{} ({})",
                      column.forgets_values() ? ", or saw too rarely" : "", quote(notes.example))));
    }
    if (notes.missing > 0) {
      lines.push_back(line(notes.missing, "are missing, and none was in training"));
    }
    if (notes.outside == 0) continue;
    ++others_outside;
    if (notes.outside <= most_outside) continue;
    most_outside = notes.outside;
    const Range range = *column.range();
    outside = line(notes.outside, fmt::format("are outside training's range of {} ({})",
                                              from_to(range.low, range.high),
                                              from_to(notes.lowest, notes.highest)));
  }
  if (lines.size() > kMostUnseen) {
    const size_t others = lines.size() - kMostUnseen;
    lines.resize(kMostUnseen);
    lines.push_back(fmt::format("and {} more like these", others));
  }
  if (outside.empty()) return lines;
  if (others_outside > 0) {
    outside += fmt::format("; so are some of {} other {}", others_outside,
                           others_outside == 1 ? "column" : "columns");
  }
  lines.push_back(std::move(outside));
  return lines;
}

Json PreprocessingNotes::json(const Preprocessing& preprocessing) const {
  const std::vector<const Column*> columns = columns_of(preprocessing);
  Json result = Json::array();
  for (const auto& [index, notes] : columns_) {
    Json entry = {{"column", columns[index]->name}, {"cells", rows_}, {"unseen", notes.unseen}};
    if (notes.unseen > 0) entry["example"] = notes.example;
    entry["missing"] = notes.missing;
    entry["outside"] = notes.outside;
    if (notes.outside > 0) {
      const Range range = *columns[index]->range();
      entry["lowest"] = notes.lowest;
      entry["highest"] = notes.highest;
      entry["range"] = {range.low, range.high};
    }
    result.push_back(std::move(entry));
  }
  return result;
}

}  // namespace aimodel
