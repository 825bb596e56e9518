#include "data/drift.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace aimodel {

namespace {

constexpr int kNumberBins = 10;
constexpr size_t kValueBins = 20;

std::vector<double> present_numbers(const FrameColumn& cells) {
  const std::vector<double> by_id = numbers_of(cells);
  std::vector<double> result;
  for (const uint32_t id : cells.ids) {
    if (!std::isnan(by_id[id])) result.push_back(by_id[id]);
  }
  return result;
}

// Counts of two files side by side.
struct Bins {
  std::vector<double> before, after;
};

// Upper bounds of bins that hold equally many of the numbers; fewer where numbers are equal.
std::vector<double> bounds_of(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  std::vector<double> bounds;
  for (size_t i = 1; i < kNumberBins; ++i) {
    const double bound = numbers[i * (numbers.size() - 1) / kNumberBins];
    if (bound < numbers.back() && (bounds.empty() || bound > bounds.back()))
      bounds.push_back(bound);
  }
  return bounds;
}

Bins number_bins(const FrameColumn& before, const FrameColumn& after) {
  const std::vector<double> first = present_numbers(before), second = present_numbers(after);
  if (first.empty()) return {};
  const std::vector<double> bounds = bounds_of(first);
  const auto count = [&](const std::vector<double>& numbers) {
    std::vector<double> counts(bounds.size() + 1);
    for (const double number : numbers) {
      ++counts[static_cast<size_t>(std::ranges::lower_bound(bounds, number) - bounds.begin())];
    }
    return counts;
  };
  return {count(first), count(second)};
}

Bins value_bins(const ColumnProfile& column, const FrameColumn& before, const FrameColumn& after) {
  std::map<std::string, size_t> bins;
  for (size_t i = 0; i < column.values.size(); ++i) {
    bins[column.values[i].value] = std::min(i, kValueBins);  // the last one holds the rest
  }
  const size_t unseen = std::min(column.values.size(), kValueBins + 1);
  const auto count = [&](const FrameColumn& cells) {
    std::vector<size_t> bin_of(cells.texts.size(), unseen);
    for (size_t id = 1; id < cells.texts.size(); ++id) {
      const auto found = bins.find(cells.texts[id]);
      if (found != bins.end()) bin_of[id] = found->second;
    }
    std::vector<double> counts(unseen + 1);
    for (const uint32_t id : cells.ids) {
      if (id != 0) ++counts[bin_of[id]];
    }
    return counts;
  };
  return {count(before), count(after)};
}

double missing_cells(const FrameColumn& cells) {
  return static_cast<double>(std::ranges::count(cells.ids, 0u));
}

std::vector<std::string> new_values(const FrameColumn& before, const ColumnProfile& after) {
  constexpr size_t kShown = 5;
  std::vector<std::string> known(before.texts);
  std::ranges::sort(known);
  std::vector<std::string> result;
  for (const FrequentValue& value : after.values) {
    if (result.size() < kShown && !std::ranges::binary_search(known, value.value))
      result.push_back(value.value);
  }
  return result;
}

bool is_measured(ColumnType type) {
  return type == ColumnType::number || type == ColumnType::identifier;
}

// Whether a column may hold both kinds of values by chance: two numbers are binary in one file, one
// in another.
bool comparable(const ColumnProfile& a, const ColumnProfile& b) {
  if (a.type == ColumnType::empty || b.type == ColumnType::empty) return a.type == b.type;
  return a.numbers.has_value() == b.numbers.has_value();
}

ColumnDrift compare(const Profile& before, const ColumnProfile& a, const Profile& after,
                    const ColumnProfile& b) {
  ColumnDrift drift;
  drift.name = a.name;
  drift.before = a.type;
  drift.after = b.type;
  drift.missing_before = static_cast<double>(a.missing) / static_cast<double>(before.rows);
  drift.missing_after = static_cast<double>(b.missing) / static_cast<double>(after.rows);
  if (!comparable(a, b)) {
    drift.verdict = "other type";
    return drift;
  }
  const FrameColumn& first = before.cells(a);
  const FrameColumn& second = after.cells(b);
  const bool measured = a.numbers && (is_measured(a.type) || is_measured(b.type));
  Bins bins = measured ? number_bins(first, second) : value_bins(a, first, second);
  bins.before.push_back(missing_cells(first));
  bins.after.push_back(missing_cells(second));
  for (size_t i = bins.before.size(); i-- > 0;) {
    if (bins.before[i] > 0 || bins.after[i] > 0) continue;
    bins.before.erase(bins.before.begin() + static_cast<std::ptrdiff_t>(i));
    bins.after.erase(bins.after.begin() + static_cast<std::ptrdiff_t>(i));
  }
  drift.compared = true;
  drift.bins = static_cast<int>(bins.before.size());
  if (!measured) drift.new_values = new_values(first, b);
  drift.verdict = "same";
  if (drift.bins < 2) return drift;
  const double spread =
      1 / static_cast<double>(before.sample.rows()) + 1 / static_cast<double>(after.sample.rows());
  drift.index = stability_index(bins.before, bins.after);
  drift.expected = (drift.bins - 1) * spread;
  drift.probability = chi_squared_tail(drift.index / spread, drift.bins - 1);
  return drift;
}

}  // namespace

double stability_index(const std::vector<double>& before, const std::vector<double>& after) {
  const double n = std::accumulate(before.begin(), before.end(), 0.0);
  const double m = std::accumulate(after.begin(), after.end(), 0.0);
  double index = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    constexpr double kHalf = 0.5;
    if (before[i] == 0 && after[i] == 0) continue;
    const double p = std::max(before[i], kHalf) / n, q = std::max(after[i], kHalf) / m;
    index += (q - p) * std::log(q / p);
  }
  return index;
}

double chi_squared_tail(double x, double degrees) {
  if (degrees == 1) return std::erfc(std::sqrt(x / 2));
  if (degrees == 2) return std::exp(-x / 2);
  const double spread = 2 / (9 * degrees);
  const double z = (std::cbrt(x / degrees) - (1 - spread)) / std::sqrt(spread);
  return 0.5 * std::erfc(z / std::numbers::sqrt2);
}

Drift compare(const Profile& before, const Profile& after) {
  Drift drift;
  const auto by_name = [](const Profile& profile) {
    std::unordered_map<std::string_view, const ColumnProfile*> index;
    for (const ColumnProfile& column : profile.columns) index.try_emplace(column.name, &column);
    return index;
  };
  const auto first = by_name(before), second = by_name(after);
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
  constexpr double kLevel = 0.01, kLarge = 0.1;
  for (ColumnDrift& column : drift.columns) {
    if (!column.compared) continue;
    const bool real = column.probability < kLevel / static_cast<double>(drift.columns.size());
    if (real) column.verdict = column.index >= kLarge ? "changed" : "changed a little";
  }
  return drift;
}

}  // namespace aimodel
