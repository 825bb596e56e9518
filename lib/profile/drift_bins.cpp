#include "profile/drift_bins.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

#include "profile/column_numbers.h"

namespace aimodel {

namespace {

constexpr double kFewestInBin = 5;  // rows of either file in a bin, were they of one distribution

// Joins bins of too few rows with the next one, the last of them with the one before; `counts` has
// both files' rows of each, in an order that does not depend on which file they are of.
Bins merged(const std::vector<std::pair<double, double>>& counts) {
  double n = 0, m = 0;
  for (const auto& [before, after] : counts) {
    n += before;
    m += after;
  }
  const double enough = std::min(n, m) > 0 ? kFewestInBin * (n + m) / std::min(n, m) : 0;
  Bins bins;
  bool open = false;
  for (const auto& [before, after] : counts) {
    if (before + after == 0) continue;
    if (!open) {
      bins.before.push_back(0);
      bins.after.push_back(0);
    }
    bins.before.back() += before;
    bins.after.back() += after;
    open = bins.before.back() + bins.after.back() < enough;
  }
  if (!open || bins.before.size() < 2) return bins;
  const double before = bins.before.back(), after = bins.after.back();
  bins.before.pop_back();
  bins.after.pop_back();
  bins.before.back() += before;
  bins.after.back() += after;
  return bins;
}

}  // namespace

ColumnTexts texts_of(const FrameColumn& cells) {
  std::vector<int64_t> counts(cells.texts.size());
  for (const uint32_t id : cells.ids) ++counts[id];
  ColumnTexts texts;
  texts.missing = counts[0];
  for (size_t id = 1; id < counts.size(); ++id) {
    if (counts[id] > 0) texts.rows[value_key(cells.texts[id])] += counts[id];
  }
  return texts;
}

std::vector<double> numbers_in(const FrameColumn& cells) {
  const std::vector<double> by_id = numbers_of(cells);
  std::vector<double> numbers;
  numbers.reserve(cells.ids.size());
  for (const uint32_t id : cells.ids) numbers.push_back(by_id[id]);
  return numbers;
}

Bins number_bins(const ColumnSummary& before, const FrameColumn& after) {
  std::vector<std::pair<double, double>> counts(before.counts.size() + 1);
  for (size_t i = 0; i < before.counts.size(); ++i) {
    counts[i].first = static_cast<double>(before.counts[i]);
  }
  counts.back().first = static_cast<double>(before.missing);
  for (const double number : numbers_in(after)) {
    ++counts[std::isnan(number) ? before.counts.size() : bin_of(number, before.bounds)].second;
  }
  return merged(counts);
}

Bins bucket_bins(const std::vector<int64_t>& before, int64_t missing, const ColumnTexts& after) {
  std::vector<std::pair<double, double>> counts(ColumnSummary::kBuckets + 1);
  for (size_t i = 0; i < before.size(); ++i) counts[i].first = static_cast<double>(before[i]);
  counts.back() = {static_cast<double>(missing), static_cast<double>(after.missing)};
  for (const auto& [text, rows] : after.rows) {
    counts[bucket_of(text)].second += static_cast<double>(rows);
  }
  return merged(counts);
}

Bins value_bins(const ColumnSummary& before, const ColumnTexts& after) {
  std::map<std::string_view, std::pair<double, double>> values;
  for (size_t i = 0; i < before.values.size(); ++i) {
    values[before.values[i]].first = static_cast<double>(before.counts[i]);
  }
  for (const auto& [text, rows] : after.rows) values[text].second = static_cast<double>(rows);
  struct Value {
    double rows;
    size_t bucket;
    std::string_view text;
    std::pair<double, double> counts;
  };
  std::vector<Value> sorted;
  for (const auto& [text, counts] : values) {
    sorted.push_back({counts.first + counts.second, bucket_of(text), text, counts});
  }
  std::ranges::sort(sorted, [](const Value& a, const Value& b) {
    return std::tuple(-a.rows, a.bucket, a.text) < std::tuple(-b.rows, b.bucket, b.text);
  });
  std::vector<std::pair<double, double>> counts;
  for (const Value& value : sorted) counts.push_back(value.counts);
  counts.emplace_back(static_cast<double>(before.missing), static_cast<double>(after.missing));
  return merged(counts);
}

}  // namespace aimodel
