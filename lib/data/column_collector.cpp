#include "data/column_collector.h"

#include <algorithm>
#include <cmath>

#include "data/column_type.h"
#include "data/sorted_numbers.h"

namespace aimodel {

namespace {

// A column of numbers may hold that many different texts that are none, in at most this share of
// its cells.
constexpr size_t kOddTexts = 3;
constexpr double kOddShare = 0.05;
constexpr size_t kKeptValues = 1000;
constexpr uint32_t kUnknown = std::numeric_limits<uint32_t>::max();

}  // namespace

void Moments::join(const Moments& other) {
  if (other.count == 0) return;
  const double total = count + other.count, distance = other.mean - mean;
  squares += other.squares + distance * distance * count * other.count / total;
  mean += distance * other.count / total;
  count = total;
}

void ColumnCollector::add(const FrameColumn& cells, const std::vector<Kept>& kept) {
  std::vector<int64_t> counts(cells.texts.size());
  for (const uint32_t id : cells.ids) ++counts[id];
  missing_ += counts[0];
  count_numbers(cells, counts);
  std::vector<uint32_t> ids(cells.texts.size(), kUnknown);
  ids[0] = 0;
  for (const auto& [row, slot] : kept) {
    uint32_t& id = ids[cells.ids[row]];
    if (id == kUnknown) {
      const std::string& text = cells.texts[cells.ids[row]];
      id = index_.find(text, sample_.texts);
      if (id == TextIndex::kNone) id = index_.add(text, sample_.texts);
    }
    if (slot == sample_.ids.size()) sample_.ids.push_back(0);
    sample_.ids[slot] = id;
  }
}

ColumnProfile ColumnCollector::finish(const std::string& name, bool is_target,
                                      FrameColumn& sample) {
  ColumnProfile column;
  column.name = sample_.name = name;
  column.missing = missing_;
  std::vector<int64_t> counts(sample_.texts.size());
  for (const uint32_t id : sample_.ids) ++counts[id];
  column.distinct =
      std::count_if(counts.begin() + 1, counts.end(), [](int64_t n) { return n > 0; });
  summarise_numbers(column);
  list_values(column, counts);
  infer_type(column, sample_, counts, is_target);
  sample = std::move(sample_);
  return column;
}

void ColumnCollector::count_numbers(const FrameColumn& cells, const std::vector<int64_t>& counts) {
  Moments chunk;
  const std::vector<double> numbers = numbers_of(cells);
  for (size_t id = 1; id < counts.size(); ++id) {
    const auto count = static_cast<double>(counts[id]);
    if (std::isnan(numbers[id])) {
      odd_count_ += counts[id];
      if (odd_.size() <= kOddTexts && std::ranges::find(odd_, cells.texts[id]) == odd_.end()) {
        odd_.push_back(cells.texts[id]);
      }
      continue;
    }
    minimum_ = std::min(minimum_, numbers[id]);
    maximum_ = std::max(maximum_, numbers[id]);
    whole_ = whole_ && numbers[id] == std::trunc(numbers[id]);
    chunk.join({count, numbers[id], 0});
  }
  moments_.join(chunk);
}

// Numbers, if all cells are, but for a few different texts that somebody wrote for missing or by
// mistake.
void ColumnCollector::summarise_numbers(ColumnProfile& column) const {
  const auto odd = static_cast<double>(odd_count_);
  if (moments_.count == 0 || odd_.size() > kOddTexts) return;
  if (odd > kOddShare * (moments_.count + odd)) return;
  NumberSummary numbers;
  numbers.count = static_cast<int64_t>(moments_.count);
  numbers.whole = whole_;
  numbers.minimum = minimum_;
  numbers.maximum = maximum_;
  numbers.mean = moments_.mean;
  numbers.deviation = moments_.count > 1 ? std::sqrt(moments_.squares / (moments_.count - 1)) : 0;
  const SortedNumbers sorted(sample_);
  numbers.lower_quartile = sorted.quantile(0.25);
  numbers.median = sorted.quantile(0.5);
  numbers.upper_quartile = sorted.quantile(0.75);
  column.numbers = numbers;
  column.odd = odd_;
}

void ColumnCollector::list_values(ColumnProfile& column, const std::vector<int64_t>& counts) const {
  for (size_t id = 1; id < counts.size(); ++id) {
    if (counts[id] > 0) column.values.push_back({sample_.texts[id], counts[id]});
  }
  const auto before = [](const FrequentValue& a, const FrequentValue& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  };
  const auto kept = static_cast<std::ptrdiff_t>(std::min(column.values.size(), kKeptValues));
  std::partial_sort(column.values.begin(), column.values.begin() + kept, column.values.end(),
                    before);
  column.values.resize(static_cast<size_t>(kept));
}

}  // namespace aimodel
