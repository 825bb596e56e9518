#include "columns/column_summary.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/json.h"
#include "base/numbers.h"
#include "columns/order_statistics.h"
#include "csv/csv_cell.h"

namespace aimodel {

namespace {

constexpr size_t kNumberBins = 10;
constexpr double kMostRows = 1e15;

int64_t count_of(double stored, const StoredState& whole) {
  if (!(stored >= 0) || stored > kMostRows || stored != std::trunc(stored)) {
    throw whole.error("a count of rows is none");
  }
  return static_cast<int64_t>(stored);
}

}  // namespace

int64_t ColumnSummary::rows() const {
  return std::accumulate(counts.begin(), counts.end(), missing);
}

Json ColumnSummary::to_json() const {
  Json json{{"column", name}, {"missing", missing}};
  if (measured) json["bounds"] = bounds;
  if (!measured && !hashed()) json["values"] = values;
  json["counts"] = counts;
  return json;
}

ColumnSummary ColumnSummary::restore(const StoredState& stored) {
  ColumnSummary summary;
  summary.name = stored.text("column");
  summary.missing = count_of(stored.number("missing"), stored);
  summary.measured = stored.has("bounds");
  size_t counts = kBuckets;
  if (summary.measured) {
    summary.bounds = stored.some_numbers("bounds", kNumberBins - 1);
    counts = summary.bounds.size() + 1;
    if (std::ranges::adjacent_find(summary.bounds, std::ranges::greater_equal()) !=
        summary.bounds.end()) {
      throw stored.error("\"bounds\" do not rise");
    }
  } else if (stored.has("values")) {
    summary.values = stored.texts("values", kMostValues);
    counts = summary.values.size();
    if (!std::ranges::is_sorted(summary.values)) throw stored.error("\"values\" are in no order");
  }
  for (const double count : stored.numbers("counts", counts)) {
    summary.counts.push_back(count_of(count, stored));
  }
  return summary;
}

ColumnSummary summarise(const std::string& name, std::vector<double> numbers) {
  ColumnSummary summary;
  summary.name = name;
  summary.measured = true;
  summary.missing = static_cast<int64_t>(
      std::erase_if(numbers, [](double number) { return !std::isfinite(number); }));
  if (numbers.empty()) {
    summary.counts = {0};
    return summary;
  }
  std::array<size_t, kNumberBins> ranks{};
  for (size_t i = 0; i < kNumberBins; ++i) {
    ranks[i] = (i + 1) * (numbers.size() - 1) / kNumberBins;
  }
  const std::vector<double> at = order_statistics(numbers, ranks);
  int64_t below = 0;
  for (const double bound : at) {
    if (bound == at.back() || (!summary.bounds.empty() && bound == summary.bounds.back())) continue;
    const auto up_to = std::ranges::count_if(numbers, [&](double x) { return x <= bound; });
    summary.bounds.push_back(bound + 0.0);  // -0 is 0
    summary.counts.push_back(up_to - below);
    below = up_to;
  }
  summary.counts.push_back(std::ssize(numbers) - below);
  return summary;
}

std::string value_key(std::string_view text) {
  text = trimmed(text);
  double number = 0;
  if (read_number(text, number) && std::isfinite(number)) return shortest(number + 0.0);
  return std::string(text);
}

ColumnSummary summarise(const std::string& name, const TextRows& texts, int64_t missing,
                        bool bounded) {
  ColumnSummary summary;
  summary.name = name;
  summary.missing = missing;
  size_t bytes = 0;
  for (const auto& entry : texts) bytes += entry.first.size();
  if (bounded && (texts.size() > ColumnSummary::kMostValues || bytes > ColumnSummary::kMostBytes)) {
    summary.counts.resize(ColumnSummary::kBuckets);
    for (const auto& [text, count] : texts) summary.counts[bucket_of(text)] += count;
    return summary;
  }
  for (const auto& [text, count] : texts) {
    summary.values.push_back(text);
    summary.counts.push_back(count);
  }
  return summary;
}

size_t bin_of(double number, const std::vector<double>& bounds) {
  return static_cast<size_t>(std::ranges::lower_bound(bounds, number) - bounds.begin());
}

// FNV-1a: the same on each machine.
size_t bucket_of(std::string_view key) {
  uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return (hash ^ (hash >> 32)) % ColumnSummary::kBuckets;
}

}  // namespace aimodel
