#include "data/cell_notes.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "data/encoding.h"

namespace aimodel {

void CellNotes::merge(const CellNotes& later) {
  if (unseen == 0) example = later.example;
  unseen += later.unseen;
  missing += later.missing;
  outside += later.outside;
  lowest = std::min(lowest, later.lowest);
  highest = std::max(highest, later.highest);
}

void EncodingNotes::add(size_t column, const CellNotes& notes) {
  if (!notes.empty()) columns_[column].merge(notes);
}

void EncodingNotes::merge(const EncodingNotes& later) {
  rows_ += later.rows_;
  for (const auto& [column, notes] : later.columns_) add(column, notes);
}

namespace {

std::vector<const Column*> columns_of(const Encoding& encoding) {
  std::vector<const Column*> columns;
  for (const auto& group : encoding.columns()) {
    for (const auto& column : group) columns.push_back(column.get());
  }
  return columns;
}

std::string from_to(double low, double high) {
  return low == high ? shortest(low) : shortest(low) + " to " + shortest(high);
}

}  // namespace

std::vector<std::string> EncodingNotes::lines(const Encoding& encoding) const {
  constexpr size_t kMostUnseen = 20, kMostOutside = 5;  // a range is left more often, and for less
  const std::vector<const Column*> columns = columns_of(encoding);
  std::vector<std::string> unseen, outside;
  for (const auto& [place, notes] : columns_) {
    const Column& column = *columns[place];
    const auto say = [&](std::vector<std::string>& lines, int64_t count, const std::string& what) {
      if (count == 0) return;
      lines.push_back(fmt::format("column {}: {} of {} cells {}", column.name, with_commas(count),
                                  with_commas(rows_), what));
    };
    say(unseen, notes.unseen,
        fmt::format("hold values that training did not see{} ({})",
                    column.forgets_values() ? ", or saw too rarely" : "", quote(notes.example)));
    say(unseen, notes.missing, "are missing, and none was in training");
    if (notes.outside == 0) continue;
    const Range range = *column.range();
    say(outside, notes.outside,
        fmt::format("are outside training's range of {} ({})", from_to(range.low, range.high),
                    from_to(notes.lowest, notes.highest)));
  }
  const auto shorten = [](std::vector<std::string>& lines, size_t most) {
    if (lines.size() <= most) return;
    const size_t others = lines.size() - most;
    lines.resize(most);
    lines.push_back(fmt::format("and {} more like these", others));
  };
  shorten(unseen, kMostUnseen);
  shorten(outside, kMostOutside);
  unseen.insert(unseen.end(), outside.begin(), outside.end());
  return unseen;
}

Json EncodingNotes::json(const Encoding& encoding) const {
  const std::vector<const Column*> columns = columns_of(encoding);
  Json result = Json::array();
  for (const auto& [place, notes] : columns_) {
    Json entry = {{"column", columns[place]->name}, {"cells", rows_}, {"unseen", notes.unseen}};
    if (notes.unseen > 0) entry["example"] = notes.example;
    entry["missing"] = notes.missing;
    entry["outside"] = notes.outside;
    if (notes.outside > 0) {
      const Range range = *columns[place]->range();
      entry["lowest"] = notes.lowest;
      entry["highest"] = notes.highest;
      entry["range"] = {range.low, range.high};
    }
    result.push_back(std::move(entry));
  }
  return result;
}

}  // namespace aimodel
