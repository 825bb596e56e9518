#include "profile/copies.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "base/numbers.h"
#include "base/random.h"
#include "profile/column_numbers.h"
#include "profile/column_type.h"

namespace aimodel {

namespace {

bool is_compared(const ColumnProfile& column) {
  return column.type != ColumnType::empty && column.type != ColumnType::constant &&
         column.type != ColumnType::identifier;
}

// Numbers the values of a column in the order in which they first come: two columns with the same
// sequence are codes of each other.
std::vector<uint32_t> first_order(const FrameColumn& cells) {
  std::vector<uint32_t> number(cells.texts.size());
  uint32_t next = 0;
  std::vector<uint32_t> sequence;
  sequence.reserve(cells.ids.size());
  for (const uint32_t id : cells.ids) {
    if (id != 0 && number[id] == 0) number[id] = ++next;
    sequence.push_back(number[id]);
  }
  return sequence;
}

uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 29);
}

bool same_texts(const FrameColumn& a, const FrameColumn& b) {
  for (size_t i = 0; i < a.ids.size(); ++i) {
    if (a.texts[a.ids[i]] != b.texts[b.ids[i]]) return false;
  }
  return true;
}

constexpr size_t kCopyRows = 20'000;
// To mean 0 and length 1; missing ones become 0. False where all are equal.
bool standardise(std::vector<double>& x) {
  double count = 0, mean = 0, squares = 0;
  for (const double one : x) {
    if (std::isnan(one)) continue;
    const double distance = one - mean;
    mean += distance / ++count;
    squares += distance * (one - mean);
  }
  if (!(squares > 0) || !std::isfinite(squares)) return false;
  for (double& one : x) one = std::isnan(one) ? 0 : (one - mean) / std::sqrt(squares);
  return true;
}

// y = slope x + shift by least squares over the rows that have both.
struct Line {
  double slope = 0, shift = 0, correlation = 0;
  double spread = 0;  // of x

  Line(const std::vector<double>& x, const std::vector<double>& y) {
    double n = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
    bool same_missing = true;
    for (size_t i = 0; i < x.size(); ++i) {
      same_missing = same_missing && std::isnan(x[i]) == std::isnan(y[i]);
      if (std::isnan(x[i]) || std::isnan(y[i])) continue;
      const double dx = x[i] - mean_x, dy = y[i] - mean_y;
      ++n;
      mean_x += dx / n;
      mean_y += dy / n;
      xx += dx * (x[i] - mean_x);
      yy += dy * (y[i] - mean_y);
      xy += dx * (y[i] - mean_y);
    }
    if (!same_missing || !(xx > 0) || !(yy > 0)) return;
    spread = std::sqrt(xx / n);
    slope = xy / xx;
    shift = mean_y - slope * mean_x;
    correlation = xy / std::sqrt(xx) / std::sqrt(yy);
  }
};

std::string line_text(const Line& line, const std::string& name) {
  constexpr double kSmall = 1e-3;
  const bool shifted = std::abs(line.shift) > kSmall * std::abs(line.slope) * line.spread;
  if (std::abs(line.slope - 1) < kSmall && !shifted) {
    return "is (nearly) the same as column " + quote(name);
  }
  const std::string shift =
      shifted ? fmt::format(" {} {:.4g}", line.shift < 0 ? "minus" : "plus", std::abs(line.shift))
              : "";
  return fmt::format("is column {} times {:.4g}{}", quote(name), line.slope, shift);
}

class Copies {
 public:
  Copies(Profile& profile, const ColumnProfile* target) : profile_(profile) {
    for (ColumnProfile& column : profile.columns) {
      if (&column != target && is_compared(column)) columns_.push_back(&column);
    }
  }

  void run() {
    for (ColumnProfile* column : columns_) by_sequence(*column);
    by_projection();
  }

 private:
  void add(ColumnProfile& column, std::string text) {
    if (!column.suspected("copy")) column.suspicions.push_back({"copy", std::move(text)});
  }

  void by_sequence(ColumnProfile& column) {
    const FrameColumn& cells = profile_.cells(column);
    const auto rows = static_cast<int64_t>(cells.ids.size());
    // Fewer rows may agree by chance.
    constexpr int64_t kFewest = 10;
    if (rows - column.missing - column.values[0].count < kFewest) return;
    uint64_t hash = 0;
    for (const uint32_t number : first_order(cells)) hash = mix(hash, number);
    const bool repeats = 2 * column.distinct <= rows;
    if (!repeats) {  // all values differ, and so does each such column: their texts count
      for (const uint32_t id : cells.ids) {
        hash = mix(hash, std::hash<std::string_view>()(cells.texts[id]));
      }
    }
    const auto [known, is_new] = by_sequence_.try_emplace(hash, &column);
    if (is_new) return;
    const ColumnProfile& other = *known->second;
    if (same_texts(profile_.cells(other), cells)) {
      add(column, "holds the same as column " + quote(other.name));
    } else if (repeats) {
      const Line line(some_numbers(profile_.cells(other), kCopyRows),
                      some_numbers(cells, kCopyRows));
      const bool linear = std::abs(line.correlation) > kEqual;
      add(column, linear ? line_text(line, other.name)
                         : "is a code of column " + quote(other.name) +
                               ": each value of one goes with one value of the other");
    }
  }

  void by_projection() {
    struct Shadow {
      double projection;
      ColumnProfile* column;
    };
    std::vector<Shadow> shadows;
    const Random random = Random(0).branch("copies");
    std::vector<double> direction;
    for (ColumnProfile* column : columns_) {
      if (column->type != ColumnType::number) continue;
      std::vector<double> x = some_numbers(profile_.cells(*column), kCopyRows);
      if (!standardise(x)) continue;
      while (direction.size() < x.size()) direction.push_back(random.normal(direction.size()));
      shadows.push_back(
          {std::abs(std::inner_product(x.begin(), x.end(), direction.begin(), 0.0)), column});
    }
    std::ranges::sort(shadows, {}, &Shadow::projection);
    for (size_t i = 0; i < shadows.size(); ++i) {
      constexpr double kNear = 0.02;
      constexpr size_t kNeighbours = 4;
      for (size_t k = i + 1; k < std::min(shadows.size(), i + 1 + kNeighbours); ++k) {
        if (shadows[k].projection - shadows[i].projection > kNear) break;
        ColumnProfile *first = shadows[i].column, *second = shadows[k].column;
        if (first > second) std::swap(first, second);
        if (second->suspected("copy")) continue;
        const Line line(some_numbers(profile_.cells(*first), kCopyRows),
                        some_numbers(profile_.cells(*second), kCopyRows));
        if (std::abs(line.correlation) > kEqual) add(*second, line_text(line, first->name));
      }
    }
  }

  static constexpr double kEqual = 0.99999;
  Profile& profile_;
  std::vector<ColumnProfile*> columns_;
  std::unordered_map<uint64_t, const ColumnProfile*> by_sequence_;
};

}  // namespace

void suspect_copies(Profile& profile, const ColumnProfile* target) {
  constexpr int64_t kFewest = 20;
  if (profile.sample.rows() >= kFewest) Copies(profile, target).run();
}

void suspect_equal_rows(Profile& profile) {
  const auto rows = static_cast<size_t>(profile.sample.rows());
  std::vector<uint64_t> hashes(rows);
  double combinations = 1;
  bool any_key = false, any_fine = false;
  for (const ColumnProfile& column : profile.columns) {
    if (column.type == ColumnType::empty || column.type == ColumnType::constant) continue;
    // Texts that differ in each row say something, a key does not.
    const bool is_key = column.type == ColumnType::identifier &&
                        (column.numbers.has_value() || names_codes(column.name));
    any_key = any_key || is_key;
    if (is_key) continue;
    any_fine = any_fine || 2 * column.distinct > profile.sample.rows();
    combinations *= static_cast<double>(column.distinct);
    const FrameColumn& cells = profile.cells(column);
    for (size_t i = 0; i < rows; ++i) hashes[i] = mix(hashes[i], cells.ids[i]);
  }
  constexpr double kSome = 0.01;
  const auto all = static_cast<double>(rows);
  const std::unordered_set<uint64_t> different(hashes.begin(), hashes.end());
  const size_t copies = rows - different.size();
  const double share = static_cast<double>(copies) / all;
  // A few columns of a few values are equal again and again: of c combinations that are as likely
  // as each other n rows would have some n / 2 c of copies.
  const bool by_chance = !any_fine && share * combinations < all;
  if (share < kSome || by_chance) return;
  profile.suspicions.push_back(
      {"duplicates",
       fmt::format(
           "{} of {} rows ({:.3g}%) are equal to an earlier one{}: a random split puts copies on "
           "both sides; \"group\": \"equal_rows\" of a share keeps them together",
           with_commas(static_cast<int64_t>(copies)), with_commas(static_cast<int64_t>(rows)),
           share * 100, any_key ? ", keys aside" : "")});
}

}  // namespace aimodel
