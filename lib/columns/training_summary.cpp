#include "columns/training_summary.h"

#include <algorithm>
#include <bit>
#include <unordered_set>

#include "base/json.h"
#include "base/random.h"

namespace aimodel {

namespace {

constexpr size_t kMostColumns = 4096;  // more are not summarised

// How many zeros the hash of a row's number ends in: n or more for one row of 2^n.
int zeros_of(uint64_t row) {
  static const Random random = Random(0).branch("summary");
  return std::countr_zero(random.bits(row));
}

}  // namespace

Json TrainingSummary::to_json() const {
  Json json{{"rows", rows}, {"sampled", sampled}, {"columns", Json::array()}};
  for (const ColumnSummary& column : columns) json["columns"].push_back(column.to_json());
  return json;
}

TrainingSummary TrainingSummary::restore(const std::string& file, const Json& json) {
  const StoredState whole(file, "summary", json);
  TrainingSummary summary;
  constexpr double kMostRows = 1e15;
  const double rows = whole.number("rows"), sampled = whole.number("sampled");
  if (!(sampled >= 0) || sampled > rows || rows > kMostRows) {
    throw whole.error("\"rows\" and \"sampled\" do not go together");
  }
  summary.rows = static_cast<int64_t>(rows);
  summary.sampled = static_cast<int64_t>(sampled);
  std::unordered_set<std::string> names;
  for (const Json& column : whole.list("columns", 0, kMostColumns)) {
    summary.columns.push_back(ColumnSummary::restore(StoredState(file, "summary", column)));
    if (!names.insert(summary.columns.back().name).second) {
      throw whole.error("a column stands there twice");
    }
    if (summary.columns.back().rows() != summary.sampled) {
      throw whole.error("a column has not as many rows as there are");
    }
  }
  return summary;
}

SummaryCollector::SummaryCollector(std::vector<Source> sources) : sources_(std::move(sources)) {
  constexpr size_t kCells = 20'000'000, kFewest = 1000, kMost = 10'000;
  std::unordered_set<std::string> seen;
  std::erase_if(sources_, [&](const Source& source) { return !seen.insert(source.name).second; });
  sources_.resize(std::min(sources_.size(), kMostColumns));
  most_ = std::clamp(kCells / std::max<size_t>(1, sources_.size()), kFewest, kMost);
  kept_.resize(sources_.size());
}

void SummaryCollector::add(const Frame& chunk, std::span<const uint32_t> rows) {
  std::vector<uint32_t> chosen;
  for (const uint32_t row : rows) {
    const uint64_t number = next_++;
    if (level_ > 0 && zeros_of(number) < level_) continue;
    rows_.push_back(number);
    chosen.push_back(row);
    if (rows_.size() < 2 * most_) continue;
    keep(chunk, chosen);
    chosen.clear();
    thin();
  }
  keep(chunk, chosen);
}

void SummaryCollector::keep(const Frame& chunk, const std::vector<uint32_t>& chosen) {
  const auto append = [&](auto& kept, const auto& cells) {
    const size_t before = kept.size();
    kept.resize(before + chosen.size());
    std::ranges::transform(chosen, kept.begin() + static_cast<std::ptrdiff_t>(before),
                           [&](uint32_t row) { return cells[row]; });
  };
  for (size_t i = 0; i < sources_.size(); ++i) {
    const FrameColumn& cells = chunk.columns[sources_[i].column];
    if (cells.kind == CellKind::number) {
      append(kept_[i].numbers, cells.numbers);
    } else {
      append(kept_[i].ids, cells.ids);
    }
  }
}

// Keeps half of the rows, and from now on half as many.
void SummaryCollector::thin() {
  ++level_;
  std::vector<size_t> stay;
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (zeros_of(rows_[i]) >= level_) stay.push_back(i);
  }
  const auto leave = [&](auto& values) {
    if (values.empty()) return;
    for (size_t i = 0; i < stay.size(); ++i) values[i] = values[stay[i]];
    values.resize(stay.size());
  };
  leave(rows_);
  for (Kept& column : kept_) {
    leave(column.numbers);
    leave(column.ids);
  }
}

TrainingSummary SummaryCollector::finish(const Frame& last) {
  TrainingSummary summary;
  summary.rows = static_cast<int64_t>(next_);
  summary.sampled = static_cast<int64_t>(rows_.size());
  for (size_t i = 0; i < sources_.size(); ++i) {
    const FrameColumn& cells = last.columns[sources_[i].column];
    if (cells.kind == CellKind::number) {
      summary.columns.push_back(summarise(sources_[i].name, std::move(kept_[i].numbers)));
      continue;
    }
    std::vector<int64_t> counts(cells.texts.size());
    for (const uint32_t id : kept_[i].ids) ++counts[id];
    TextRows texts;
    for (size_t id = 1; id < counts.size(); ++id) {
      if (counts[id] > 0) texts[value_key(cells.texts[id])] += counts[id];
    }
    summary.columns.push_back(summarise(sources_[i].name, texts, counts[0]));
  }
  return summary;
}

}  // namespace aimodel
