#include "columns/values.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "csv/csv_cell.h"

namespace aimodel {

void TextCounts::add(const FrameColumn& cells, std::span<const uint32_t> rows) {
  if (counts_.size() < cells.texts.size()) counts_.resize(cells.texts.size());
  for (const uint32_t row : rows) ++counts_[cells.ids[row]];
}

std::vector<ValueCount> TextCounts::values(const FrameColumn& cells) const {
  std::map<std::string_view, uint64_t> sorted;
  for (size_t i = 1; i < counts_.size(); ++i) {
    if (counts_[i] > 0) sorted[trimmed(cells.texts[i])] += counts_[i];
  }
  std::vector<ValueCount> values;
  values.reserve(sorted.size());
  for (const auto& [text, count] : sorted) values.push_back({std::string(text), count});
  return values;
}

std::vector<ValueCount> count_values(const FrameColumn& cells, std::span<const uint32_t> rows) {
  TextCounts counts;
  counts.add(cells, rows);
  return counts.values(cells);
}

void sort_values(std::vector<std::string>& texts) {
  std::vector<std::pair<double, std::string>> numbers;
  for (const std::string& text : texts) {
    double number = 0;
    if (!read_number(text, number)) {
      std::ranges::sort(texts);
      return;
    }
    numbers.emplace_back(number, text);
  }
  std::ranges::sort(numbers);
  for (size_t i = 0; i < texts.size(); ++i) texts[i] = numbers[i].second;
}

bool same_value(std::string_view a, std::string_view b) {
  if (a == b) return true;
  double x = 0, y = 0;
  return read_number(a, x) && read_number(b, y) && x == y;
}

ValueIndex::ValueIndex(std::span<const std::string> texts) {
  indexes_.reserve(texts.size());
  for (const std::string& text : texts) {
    indexes_.emplace(text, static_cast<int64_t>(indexes_.size()));
  }
}

int64_t ValueIndex::find(std::string_view text) const {
  const auto found = indexes_.find(trimmed(text));
  return found == indexes_.end() ? kNone : found->second;
}

}  // namespace aimodel
