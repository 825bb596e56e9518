#include "profile/column_collector.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/numbers.h"
#include "profile/column_numbers.h"
#include "profile/column_type.h"
#include "profile/sorted_numbers.h"
#include "profile/stray_word.h"

namespace aimodel {

namespace {

// A column of numbers may hold that many different texts that are none, in at most this share of
// its cells; or one text in a larger share, where there are so many different numbers beside it that
// they are no names of classes.
constexpr size_t kOddTexts = 3;
constexpr double kOddShare = 0.05, kShareOfOne = 0.5;
constexpr int64_t kManyNumbers = 8;
constexpr size_t kKeptValues = 1000;
constexpr uint32_t kUnknown = std::numeric_limits<uint32_t>::max();

}  // namespace

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

ColumnProfile ColumnCollector::finish(const std::string& name, bool is_target, char delimiter,
                                      FrameColumn& sample) {
  ColumnProfile column;
  column.name = sample_.name = name;
  column.missing = missing_;
  std::vector<int64_t> counts(sample_.texts.size());
  for (const uint32_t id : sample_.ids) ++counts[id];
  column.distinct =
      std::count_if(counts.begin() + 1, counts.end(), [](int64_t n) { return n > 0; });
  list_values(column, counts);
  column.dress = find_dress(sample_, counts, delimiter);
  if (is_target && column.dress.kind == Dress::Kind::dates) column.dress.kind = Dress::Kind::plain;
  if (column.dress.kind == Dress::Kind::plain) {
    summarise_numbers(column);
  } else if (column.dress.kind != Dress::Kind::codes) {
    undress(column);
    summarise_dressed(column, counts);
  }
  if (!column.numbers && column.strays.empty()) {
    StrayWord stray = find_stray_word(sample_, counts, delimiter);
    column.strays = std::move(stray.texts);
    column.strays_beside = std::move(stray.beside);
  }
  infer_type(column, sample_, counts, is_target);
  sample = std::move(sample_);
  return column;
}

void ColumnCollector::count_numbers(const FrameColumn& cells, const std::vector<int64_t>& counts) {
  JoinedMoments chunk;
  const std::vector<double> numbers = numbers_of(cells);
  for (size_t id = 1; id < counts.size(); ++id) {
    const auto count = static_cast<long double>(counts[id]);
    if (std::isnan(numbers[id])) {
      odd_count_ += counts[id];
      const auto known = std::ranges::find(odd_, cells.texts[id], &FrequentValue::value);
      if (known != odd_.end()) {
        known->count += counts[id];
      } else if (odd_.size() <= kOddTexts && counts[id] > 0) {
        odd_.push_back({cells.texts[id], counts[id]});
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

// The texts of the sample that are numbers or dates, as usual numbers.
void ColumnCollector::undress(const ColumnProfile& column) {
  for (size_t id = 1; id < sample_.texts.size(); ++id) {
    const double number = column.dress.number_of(sample_.texts[id]);
    if (!std::isnan(number)) sample_.texts[id] = shortest(number);
  }
}

void ColumnCollector::summarise_dressed(ColumnProfile& column,
                                        const std::vector<int64_t>& counts) const {
  const SortedNumbers sorted(sample_);
  if (sorted.size() == 0) return;
  NumberSummary numbers;
  JoinedMoments moments;
  for (size_t i = 0; i < sorted.size(); ++i) {
    numbers.whole = numbers.whole && sorted.values[i] == std::trunc(sorted.values[i]);
    moments.join({static_cast<long double>(sorted.counts[i]), sorted.values[i], 0});
  }
  numbers.count = sorted.total;
  numbers.minimum = sorted.values.front();
  numbers.lower_quartile = sorted.quantile(0.25);
  numbers.median = sorted.quantile(0.5);
  numbers.upper_quartile = sorted.quantile(0.75);
  numbers.maximum = sorted.values.back();
  numbers.mean = static_cast<double>(moments.mean);
  numbers.deviation = moments.deviation();
  column.numbers = numbers;
  const std::vector<double> by_id = numbers_of(sample_);
  for (size_t id = 1; id < counts.size(); ++id) {
    if (counts[id] == 0 || !std::isnan(by_id[id])) continue;
    column.odd.push_back(sample_.texts[id]);
    column.strays.push_back({sample_.texts[id], counts[id]});
  }
}

// Numbers, if all cells are, but for a few different texts that somebody wrote for missing or by
// mistake.
void ColumnCollector::summarise_numbers(ColumnProfile& column) const {
  const auto odd = static_cast<double>(odd_count_);
  if (moments_.count == 0 || odd_.size() > kOddTexts) return;
  const double share = odd / (static_cast<double>(moments_.count) + odd);
  const bool one = odd_.size() == 1 && share <= kShareOfOne && column.distinct > kManyNumbers;
  if (share <= kOddShare || column.distinct > kManyNumbers) column.strays = odd_;
  if (share > kOddShare && !one) return;
  for (const FrequentValue& text : odd_) column.odd.push_back(text.value);
  NumberSummary numbers;
  numbers.count = static_cast<int64_t>(moments_.count);
  numbers.whole = whole_;
  numbers.minimum = minimum_;
  numbers.maximum = maximum_;
  numbers.mean = static_cast<double>(moments_.mean);
  numbers.deviation = moments_.deviation();
  const SortedNumbers sorted(sample_);
  numbers.lower_quartile = sorted.quantile(0.25);
  numbers.median = sorted.quantile(0.5);
  numbers.upper_quartile = sorted.quantile(0.75);
  column.numbers = numbers;
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
