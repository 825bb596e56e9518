#include "data/profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/random.h"
#include "base/text.h"
#include "data/column_type.h"
#include "data/leakage.h"
#include "data/text_index.h"

namespace aimodel {

namespace {

constexpr size_t kOddTexts =
    3;  // a column of numbers may hold that many different texts that are none,
constexpr double kOddShare = 0.05;  // in at most this share of its cells
constexpr double kManyMissing = 0.5;
constexpr double kNearlyAll = 0.999;
constexpr size_t kKeptValues = 1000;

double number_of(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return std::nan("");
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  const std::optional<double> number = parse_number(text);
  return number && std::isfinite(*number) ? *number : std::nan("");
}

// Mean and squared deviations of numbers that come in pieces (Chan, Golub, LeVeque 1979).
struct Moments {
  double count = 0, mean = 0, squares = 0;

  void join(const Moments& other) {
    if (other.count == 0) return;
    const double total = count + other.count, distance = other.mean - mean;
    squares += other.squares + distance * distance * count * other.count / total;
    mean += distance * other.count / total;
    count = total;
  }
};

// One column while the file is read: counts over all rows, and the cells of the sample.
class Collector {
 public:
  // Which cells of the chunk go where in the sample.
  struct Kept {
    size_t row, slot;
  };

  void add(const FrameColumn& cells, const std::vector<Kept>& kept) {
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

  ColumnProfile finish(const std::string& name, bool is_target, FrameColumn& sample) {
    ColumnProfile column;
    column.name = sample_.name = name;
    column.missing = missing_;
    std::vector<int64_t> counts(sample_.texts.size());
    for (const uint32_t id : sample_.ids) ++counts[id];
    column.distinct =
        std::count_if(counts.begin() + 1, counts.end(), [](int64_t n) { return n > 0; });
    summarise_numbers(column, counts);
    list_values(column, counts);
    infer_type(column, sample_, counts, is_target);
    sample = std::move(sample_);
    return column;
  }

 private:
  static constexpr uint32_t kUnknown = std::numeric_limits<uint32_t>::max();

  void count_numbers(const FrameColumn& cells, const std::vector<int64_t>& counts) {
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
  void summarise_numbers(ColumnProfile& column, const std::vector<int64_t>& counts) const {
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
    const std::vector<double> values = numbers_of(sample_);
    std::vector<std::pair<double, int64_t>> sorted;
    for (size_t id = 1; id < counts.size(); ++id) {
      if (counts[id] > 0 && !std::isnan(values[id])) sorted.emplace_back(values[id], counts[id]);
    }
    std::ranges::sort(sorted);
    numbers.lower_quartile = quantile(sorted, 0.25);
    numbers.median = quantile(sorted, 0.5);
    numbers.upper_quartile = quantile(sorted, 0.75);
    column.numbers = numbers;
    column.odd = odd_;
  }

  // Between the two order statistics around it, as most programs do (Hyndman, Fan 1996, type 7).
  static double quantile(const std::vector<std::pair<double, int64_t>>& sorted, double share) {
    int64_t total = 0;
    for (const auto& [value, count] : sorted) total += count;
    const double position = share * static_cast<double>(total - 1);
    const auto below = static_cast<int64_t>(position);
    const auto at = [&](int64_t rank) {
      for (const auto& [value, count] : sorted) {
        if (rank < count) return value;
        rank -= count;
      }
      return sorted.back().first;
    };
    const double low = at(below);
    return low + (position - static_cast<double>(below)) * (at(below + 1) - low);
  }

  void list_values(ColumnProfile& column, const std::vector<int64_t>& counts) const {
    for (size_t id = 1; id < counts.size(); ++id) {
      if (counts[id] > 0) column.values.push_back({sample_.texts[id], counts[id]});
    }
    const auto before = [](const ValueCount& a, const ValueCount& b) {
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    };
    const auto kept = static_cast<std::ptrdiff_t>(std::min(column.values.size(), kKeptValues));
    std::partial_sort(column.values.begin(), column.values.begin() + kept, column.values.end(),
                      before);
    column.values.resize(static_cast<size_t>(kept));
  }

  int64_t missing_ = 0;
  Moments moments_;
  double minimum_ = std::numeric_limits<double>::infinity();
  double maximum_ = -std::numeric_limits<double>::infinity();
  bool whole_ = true;
  std::vector<std::string> odd_;
  int64_t odd_count_ = 0;
  FrameColumn sample_;
  TextIndex index_;
};

// Which rows of a chunk go into the sample, and in place of which: every row is as likely as any
// other to be there in the end (Waterman's algorithm R, Knuth volume 2, 3.4.2).
std::vector<Collector::Kept> choose(int64_t first, int64_t count, int64_t most,
                                    const Random& random) {
  std::vector<Collector::Kept> kept;
  for (int64_t i = 0; i < count; ++i) {
    const auto row = static_cast<uint64_t>(first + i);
    const uint64_t slot = row < static_cast<uint64_t>(most) ? row : random.below(row + 1, row);
    if (slot < static_cast<uint64_t>(most)) kept.push_back({static_cast<size_t>(i), slot});
  }
  return kept;
}

void suspect(Profile& profile, ColumnProfile& column, const ColumnProfile* target) {
  const auto add = [&](const char* kind, std::string text) {
    column.suspicions.push_back({kind, std::move(text)});
  };
  const double missing = static_cast<double>(column.missing) / static_cast<double>(profile.rows);
  if (column.type == ColumnType::empty) {
    add("empty", "holds no value at all");
    return;
  }
  const auto present = static_cast<double>(profile.sample.rows()) * (1 - missing);
  if (column.type == ColumnType::constant) {
    add("constant", "holds one value only: " + quote(column.values[0].value));
  } else if (column.type == ColumnType::identifier) {
    add("identifier", "numbers or names the rows: a value of its own in (nearly) each");
  } else if (static_cast<double>(column.values[0].count) > kNearlyAll * present) {
    add("constant", "holds nearly always the same value: " + quote(column.values[0].value));
  }
  if (!column.odd.empty()) {
    std::vector<std::string> texts;
    for (const std::string& text : column.odd) texts.push_back(quote(text));
    add("mixed", "holds numbers, but for " + join(texts, ", "));
  }
  if (missing > kManyMissing)
    add("missing", fmt::format("{:.4g}% of its values are missing", missing * 100));
  if (target != nullptr && target->name != column.name) {
    if (std::string text = leakage(profile, column, *target); !text.empty())
      add("leakage", std::move(text));
  }
}

const ColumnProfile& find_target(const Profile& profile, const std::string& name) {
  const ColumnProfile* target = profile.find(name);
  if (target != nullptr) return *target;
  throw Error(Exit::data, profile.file + ":1", "there is no column " + quote(name),
              suggest(name, profile.names()));
}

}  // namespace

std::string to_string(ColumnType type) {
  static constexpr std::array kNames = {"number", "category",   "binary",   "ordinal",
                                        "text",   "identifier", "constant", "empty"};
  return kNames[static_cast<size_t>(type)];
}

bool ColumnProfile::suspected(const std::string& kind) const {
  return std::ranges::find(suspicions, kind, &Suspicion::kind) != suspicions.end();
}

const ColumnProfile* Profile::find(const std::string& name) const {
  const auto found = std::ranges::find(columns, name, &ColumnProfile::name);
  return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> Profile::names() const {
  std::vector<std::string> result;
  for (const ColumnProfile& column : columns) result.push_back(column.name);
  return result;
}

bool predicts_classes(const ColumnProfile& target) {
  constexpr int64_t kMostClasses = 20, kRowsPerClass = 10;
  if (target.type != ColumnType::number) return true;
  return target.numbers && target.numbers->whole && target.distinct <= kMostClasses &&
         target.distinct * kRowsPerClass <= target.numbers->count;
}

std::vector<double> numbers_of(const FrameColumn& cells) {
  std::vector<double> numbers(cells.texts.size(), std::nan(""));
  for (size_t id = 1; id < numbers.size(); ++id) numbers[id] = number_of(cells.texts[id]);
  return numbers;
}

Profile profile_csv(const std::string& path, const CsvFormat& format,
                    const ProfileOptions& options) {
  constexpr int64_t kChunk = 65536, kFewest = 10000;
  CsvReader reader(path, format);
  std::vector<WantedColumn> wanted;
  Profile profile;
  profile.file = profile.sample.file = reader.file();
  for (const std::string& name : reader.header()) {
    wanted.push_back({name, CellKind::text, false});
    profile.columns.push_back({});
    profile.columns.back().name = name;
  }
  if (!options.target.empty()) find_target(profile, options.target);  // before a long file is read
  reader.want(wanted);
  const auto width = static_cast<int64_t>(wanted.size());
  const int64_t most = std::min(options.most_rows, std::max(kFewest, options.most_cells / width));
  const Random random = Random(0).branch("profile");
  std::vector<Collector> collectors(wanted.size());
  for (Frame chunk; reader.read(chunk, kChunk);) {
    const std::vector<Collector::Kept> kept = choose(profile.rows, chunk.rows(), most, random);
    for (const auto& [row, slot] : kept) {
      if (slot == profile.sample.lines.size()) profile.sample.lines.push_back(0);
      profile.sample.lines[slot] = chunk.lines[row];
    }
    for (size_t i = 0; i < collectors.size(); ++i) collectors[i].add(chunk.columns[i], kept);
    profile.rows += chunk.rows();
  }
  if (profile.rows == 0) throw reader.no_rows();
  profile.delimiter = reader.delimiter();
  profile.content_hash = reader.content_hash();
  profile.sample.columns.resize(wanted.size());
  for (size_t i = 0; i < collectors.size(); ++i) {
    const std::string& name = wanted[i].name;
    profile.columns[i] =
        collectors[i].finish(name, name == options.target, profile.sample.columns[i]);
  }
  const ColumnProfile* target =
      options.target.empty() ? nullptr : &find_target(profile, options.target);
  for (ColumnProfile& column : profile.columns) suspect(profile, column, target);
  return profile;
}

}  // namespace aimodel
