#include "profile/odd_numbers.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "base/numbers.h"
#include "base/text.h"
#include "profile/column_numbers.h"
#include "profile/column_type.h"
#include "profile/sorted_numbers.h"

namespace aimodel {

namespace {

constexpr size_t kFewValues = 10;  // so few different ones are looked at as names

// How far numbers lie from their middle.
struct Spread {
  double median = 0, scale = 0;

  explicit Spread(const SortedNumbers& numbers) : median(numbers.quantile(0.5)) {
    constexpr double kQuartileRange = 1.349;  // of a normal distribution
    SortedNumbers rest = numbers;
    // Where most numbers are equal, the others show how far one goes.
    if (numbers.quantile(0.75) == numbers.quantile(0.25)) rest = numbers.without(median);
    scale = (rest.quantile(0.75) - rest.quantile(0.25)) / kQuartileRange;
  }
  double distance(double x) const { return std::abs(x - median) / scale; }
  // Whether x is out of reach of numbers up to `inner`.
  bool far(double x, double inner) const {
    constexpr double kFar = 10, kAgain = 1.5;
    if (!(scale > 0)) return false;
    return distance(x) > kFar && std::log1p(distance(x)) > kAgain * std::log1p(distance(inner));
  }
};

// A run of values at one end.
struct Tail {
  size_t first = 0, end = 0;
  int64_t rows = 0;
  size_t size() const { return end - first; }
};

// The most values at an end, in at most so many rows, that are far from the rest.
Tail far_tail(const SortedNumbers& numbers, bool high, int64_t most) {
  const Spread spread(numbers);
  Tail tail;
  int64_t rows = 0;
  for (size_t i = 0; i + kFewValues < numbers.size(); ++i) {
    const size_t index = high ? numbers.size() - 1 - i : i;
    rows += numbers.counts[index];
    if (rows > most) break;
    const size_t inner = high ? index - 1 : index + 1;
    // The inner value's distance counts on this side of the median.
    const double next = high ? std::max(numbers.values[inner], spread.median)
                             : std::min(numbers.values[inner], spread.median);
    if (!spread.far(numbers.values[index], next)) continue;
    tail = high ? Tail{index, numbers.size(), rows} : Tail{0, index + 1, rows};
  }
  return tail;
}

// Lines on which a number stands, the first few.
std::string lines_of(const Profile& profile, const FrameColumn& cells, double number) {
  constexpr size_t kShown = 3;
  const std::vector<double> by_id = numbers_of(cells);
  std::vector<uint64_t> lines;
  for (size_t i = 0; i < cells.ids.size(); ++i) {
    if (by_id[cells.ids[i]] == number) lines.push_back(profile.sample.lines[i]);
  }
  std::ranges::sort(lines);
  std::vector<std::string> shown;
  for (size_t i = 0; i < std::min(lines.size(), kShown); ++i)
    shown.push_back(std::to_string(lines[i]));
  return (lines.size() == 1 ? "line " : "lines ") + join(shown, ", ") +
         (lines.size() > kShown ? ", ..." : "");
}

bool all_nines(double value) {
  for (double nines = 99; nines <= 9'999'999'999; nines = nines * 10 + 9) {
    if (value == nines) return true;
  }
  return false;
}

// Whether a value at an end of the others stands for none.
bool stands_for_missing(double value, const SortedNumbers& rest, int64_t rows) {
  if (rest.size() < kFewValues || rows < 2) return false;
  const double low = rest.values.front(), high = rest.values.back();
  const bool above = value > high;
  const double gap = above ? value - high : low - value;
  const bool nines = all_nines(std::abs(value)) || value == -9;
  if (nines && gap > (high - low) / 2) return true;
  if (nines && value < 0 && low >= 0) return true;
  if (value == -1) {
    constexpr int64_t kMore = 3;  // times as often as 0, else it is the next number
    const bool next = low == 0 && rows < kMore * rest.counts.front();
    return low >= 0 && high >= static_cast<double>(kFewValues) && !next;
  }
  const double quartiles = rest.quantile(0.75) - rest.quantile(0.25);
  if (value == 0) return low > 0 && gap > quartiles && quartiles > 0;
  constexpr int64_t kOften = 4;
  return rows >= kOften && Spread(rest).far(value, above ? high : low);
}

std::string share_of(int64_t rows, int64_t total) {
  const double share = static_cast<double>(rows) / static_cast<double>(total) * 100;
  return fmt::format("{} of its rows ({:.3g}%)", with_commas(rows), share);
}

// Takes what is out of the ordinary away from the numbers, and says so.
class Search {
 public:
  Search(const Profile& profile, const ColumnProfile& column)
      : profile_(profile), column_(column), cells_(profile.cells(column)), numbers_(cells_) {}

  std::vector<Suspicion> run() {
    constexpr int64_t kFewRows = 20;
    if (column_.numbers->whole && looks_like_codes()) return found_;
    if (numbers_.total < kFewRows || numbers_.size() <= kFewValues) return found_;
    sentinel(false);
    sentinel(true);
    outliers();
    zeros();
    skew();
    return found_;
  }

 private:
  void add(const char* kind, std::string text) { found_.push_back({kind, std::move(text)}); }

  void sentinel(bool high) {
    const double value = high ? numbers_.values.back() : numbers_.values.front();
    const int64_t rows = high ? numbers_.counts.back() : numbers_.counts.front();
    const SortedNumbers rest = numbers_.without(value);
    if (!stands_for_missing(value, rest, rows)) return;
    add("sentinel",
        fmt::format("holds {} in {}, all others lie between {} and {}: if it stands for a missing "
                    "value, \"missing\": [\"{}\"] of its inputs says so",
                    shortest(value), share_of(rows, numbers_.total), shortest(rest.values.front()),
                    shortest(rest.values.back()), shortest(value)));
    numbers_ = rest;
  }

  void outliers() {
    constexpr int64_t kFew = 3, kShare = 1000;
    const int64_t most = std::max(kFew, numbers_.total / kShare);
    const Tail high = far_tail(numbers_, true, most), low = far_tail(numbers_, false, most);
    if (high.size() + low.size() == 0) return;
    constexpr size_t kShown = 3;
    std::vector<std::string> shown;
    for (size_t i = 0; i < std::min(kShown, high.size()); ++i) show(high.end - 1 - i, shown);
    for (size_t i = 0; i < std::min(kShown, low.size()); ++i) show(low.first + i, shown);
    const size_t first = low.size() > 0 ? low.end : 0;
    const size_t end = high.size() > 0 ? high.first : numbers_.size();
    const int64_t rows = high.rows + low.rows;
    if (shown.size() < high.size() + low.size()) shown.emplace_back("...");
    add("outlier", fmt::format("holds {} {} far from the others, which lie between {} and {}: {}",
                               with_commas(rows), rows == 1 ? "value" : "values",
                               shortest(numbers_.values[first]), shortest(numbers_.values[end - 1]),
                               join(shown, ", ")));
    numbers_ = numbers_.range(first, end);
  }

  void show(size_t index, std::vector<std::string>& shown) const {
    const double value = numbers_.values[index];
    shown.push_back(fmt::format("{} in {}", shortest(value), lines_of(profile_, cells_, value)));
  }

  void zeros() {
    const SortedNumbers rest = numbers_.without(0);
    const int64_t zeros = numbers_.total - rest.total;
    constexpr size_t kMany = 20;
    if (2 * zeros <= numbers_.total || rest.size() < kMany) return;
    add("sentinel",
        fmt::format("holds 0 in {}: none, or not known?", share_of(zeros, numbers_.total)));
    numbers_ = rest;
  }

  void skew() {
    constexpr double kSkewed = 3;
    constexpr size_t kMany = 20;
    if (numbers_.size() < kMany) return;
    const double skewness = numbers_.skewness();
    if (std::abs(skewness) < kSkewed) return;
    add("skew",
        fmt::format("is skewed to the {} (skewness {:.3g}): \"scaling\": \"{}\" evens it out",
                    skewness > 0 ? "right" : "left", skewness,
                    skewness > 0 && numbers_.values.front() >= 0 ? "log1p" : "robust"));
  }

  bool looks_like_codes() {
    constexpr int64_t kAgain = 10;
    const bool again = static_cast<int64_t>(numbers_.size()) * kAgain <= numbers_.total;
    if (names_codes(column_.name)) {
      add("codes", fmt::format("is named like a key: its {} different numbers are names, not "
                               "amounts; \"type\": \"category\" takes them so",
                               with_commas(column_.distinct)));
      return true;
    }
    if (!again || numbers_.size() <= kFewValues || numbers_.values.front() < 100) return false;
    // All of one length, and gaps between them that no common step explains.
    const auto length = [](double x) { return std::floor(std::log10(x)); };
    const double low = numbers_.values.front(), high = numbers_.values.back();
    constexpr double kExact = 9e15, kGaps = 3;
    if (high > kExact || length(low) != length(high)) return false;
    int64_t step = 0;
    for (const double value : numbers_.values) {
      step = std::gcd(step, static_cast<int64_t>(value) - static_cast<int64_t>(low));
    }
    const double steps = (high - low) / static_cast<double>(step) + 1;
    if (steps < kGaps * static_cast<double>(numbers_.size())) return false;
    add("codes", fmt::format("holds {} different whole numbers of {} digits, as codes do; if they "
                             "are names, \"type\": \"category\" takes them so",
                             numbers_.size(), length(low) + 1));
    return true;
  }

  const Profile& profile_;
  const ColumnProfile& column_;
  const FrameColumn& cells_;
  SortedNumbers numbers_;
  std::vector<Suspicion> found_;
};

}  // namespace

std::vector<Suspicion> odd_numbers(const Profile& profile, const ColumnProfile& column) {
  if (!column.numbers) return {};
  return Search(profile, column).run();
}

}  // namespace aimodel
