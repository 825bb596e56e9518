#include "profile/leakage.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "base/names.h"
#include "profile/column_numbers.h"

namespace aimodel {

namespace {

constexpr size_t kFewestRows = 20;

// Rows of the sample that have both: x a number or the index of a value, y a number or the index of
// a class.
struct Pairs {
  std::vector<double> x, y;
  size_t x_values = 0, y_values = 0;  // how many indices there are
  size_t rows() const { return x.size(); }
};

std::string percent(double share) {
  const double shown = share < 1 ? std::min(share * 100, 99.99) : 100;
  return fmt::format("{:.4g}%", shown);
}

std::vector<uint32_t> sorted_by(const std::vector<double>& x) {
  std::vector<uint32_t> order(x.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::sort(order,
                    [&](uint32_t a, uint32_t b) { return x[a] != x[b] ? x[a] < x[b] : a < b; });
  return order;
}

// Ranks from 1; equal numbers share the mean of theirs.
std::vector<double> ranks(const std::vector<double>& x) {
  const std::vector<uint32_t> order = sorted_by(x);
  std::vector<double> result(x.size());
  for (size_t i = 0; i < order.size();) {
    size_t end = i;
    while (end < order.size() && x[order[end]] == x[order[i]]) ++end;
    const double rank = (static_cast<double>(i + 1) + static_cast<double>(end)) / 2;
    for (; i < end; ++i) result[order[i]] = rank;
  }
  return result;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  const double mean_x = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double mean_y = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xx = 0, yy = 0, xy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const double dx = x[i] - mean_x, dy = y[i] - mean_y;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx) / std::sqrt(yy) : 0;
}

// Area under the ROC curve of x for class 1 against class 0 (Mann, Whitney 1947).
double area(const Pairs& pairs) {
  const std::vector<double> rank = ranks(pairs.x);
  double sum = 0, positive = 0;
  for (size_t i = 0; i < pairs.rows(); ++i) {
    sum += pairs.y[i] * rank[i];
    positive += pairs.y[i];
  }
  const double negative = static_cast<double>(pairs.rows()) - positive;
  constexpr double kFewest = 5;
  if (positive < kFewest || negative < kFewest) return 0.5;
  return (sum - positive * (positive + 1) / 2) / (positive * negative);
}

// Whether each class lies in a range of x of its own, but for 0.1% of the rows.
bool in_ranges(const Pairs& pairs) {
  const std::vector<uint32_t> order = sorted_by(pairs.x);
  std::vector<size_t> counts(pairs.y_values);
  size_t mistakes = 0, runs = 0;
  size_t before = pairs.y_values;
  for (size_t first = 0, end = 0; first < order.size(); first = end) {
    size_t majority = pairs.y_values, most = 0;
    for (; end < order.size() && pairs.x[order[end]] == pairs.x[order[first]]; ++end) {
      const auto y = static_cast<size_t>(pairs.y[order[end]]);
      if (++counts[y] > most) {
        most = counts[y];
        majority = y;
      }
    }
    for (size_t i = first; i < end; ++i) counts[static_cast<size_t>(pairs.y[order[i]])] = 0;
    mistakes += end - first - most;
    if (majority != before) ++runs;
    before = majority;
  }
  const double allowed = (1 - kTells) * static_cast<double>(pairs.rows());
  return static_cast<double>(mistakes) <= allowed &&
         static_cast<double>(runs) <= static_cast<double>(pairs.y_values) + 2 * allowed;
}

// Share of rows whose class is the most frequent one of their value of x; 0 where that says little,
// because a class is so frequent that guessing it does nearly as well.
double accuracy(const Pairs& pairs) {
  std::vector<size_t> counts(pairs.x_values * pairs.y_values), classes(pairs.y_values);
  for (size_t i = 0; i < pairs.rows(); ++i) {
    const auto y = static_cast<size_t>(pairs.y[i]);
    ++counts[static_cast<size_t>(pairs.x[i]) * pairs.y_values + y];
    ++classes[y];
  }
  const auto n = static_cast<double>(pairs.rows());
  double right = 0;
  for (size_t x = 0; x < pairs.x_values; ++x) {
    const auto begin = counts.begin() + static_cast<std::ptrdiff_t>(x * pairs.y_values);
    right += static_cast<double>(
        *std::max_element(begin, begin + static_cast<std::ptrdiff_t>(pairs.y_values)));
  }
  const double guess = static_cast<double>(*std::ranges::max_element(classes)) / n;
  const double share = right / n;
  constexpr double kOfTheRest = 0.99;
  return guess < 1 && (share - guess) / (1 - guess) > kOfTheRest ? share : 0;
}

// Share of the variance of y that lies between the values of x.
double explained(const Pairs& pairs) {
  std::vector<double> sums(pairs.x_values), counts(pairs.x_values);
  double mean = 0;
  for (size_t i = 0; i < pairs.rows(); ++i) {
    sums[static_cast<size_t>(pairs.x[i])] += pairs.y[i];
    ++counts[static_cast<size_t>(pairs.x[i])];
    mean += pairs.y[i] / static_cast<double>(pairs.rows());
  }
  double within = 0, total = 0;
  for (size_t i = 0; i < pairs.rows(); ++i) {
    const auto x = static_cast<size_t>(pairs.x[i]);
    const double from_value = pairs.y[i] - sums[x] / counts[x], from_mean = pairs.y[i] - mean;
    within += from_value * from_value;
    total += from_mean * from_mean;
  }
  return total > 0 ? 1 - within / total : 0;
}

// What the cells of a column stand for: their number, or the index of their value; NaN for none.
struct Reading {
  std::vector<double> by_id;
  size_t values = 0;
};
Reading as_numbers(const FrameColumn& cells) {
  return {numbers_of(cells), 0};
}
Reading as_values(const FrameColumn& cells) {
  Reading reading{std::vector<double>(cells.texts.size(), std::nan("")), cells.texts.size() - 1};
  for (size_t id = 1; id < cells.texts.size(); ++id)
    reading.by_id[id] = static_cast<double>(id - 1);
  return reading;
}
Reading as_missing(const FrameColumn& cells) {
  Reading reading{std::vector<double>(cells.texts.size(), 0), 2};
  reading.by_id[0] = 1;
  return reading;
}

Pairs pairs_of(const FrameColumn& cells, const Reading& x, const FrameColumn& targets,
               const Reading& y) {
  Pairs pairs;
  pairs.x_values = x.values;
  pairs.y_values = y.values;
  for (size_t i = 0; i < cells.ids.size(); ++i) {
    const double a = x.by_id[cells.ids[i]], b = y.by_id[targets.ids[i]];
    if (!std::isfinite(a) || !std::isfinite(b)) continue;
    pairs.x.push_back(a);
    pairs.y.push_back(b);
  }
  return pairs;
}

std::string for_number(const Pairs& pairs, const ColumnProfile& target) {
  if (predicts_classes(target)) {
    if (pairs.y_values == 2) {
      const double value = area(pairs);
      const double either = std::max(value, 1 - value);
      if (either > kTells)
        return fmt::format("alone puts the rows in the order of {} (AUC {:.4g})",
                           quote(target.name), either);
      return "";
    }
    return in_ranges(pairs) ? fmt::format("alone tells {}: each class has a range of its own",
                                          quote(target.name))
                            : "";
  }
  const double linear = correlation(pairs.x, pairs.y);
  if (std::abs(linear) > kTells) {
    return fmt::format("alone gives {} (correlation {:.5g})", quote(target.name), linear);
  }
  const double ranked = correlation(ranks(pairs.x), ranks(pairs.y));
  if (std::abs(ranked) > kTells) {
    return fmt::format("alone puts the rows in the order of {} (rank correlation {:.5g})",
                       quote(target.name), ranked);
  }
  return "";
}

std::string for_values(const Pairs& pairs, const ColumnProfile& target) {
  if (predicts_classes(target)) {
    const double share = accuracy(pairs);
    return share > kTells
               ? fmt::format("alone tells {} in {} of the rows", quote(target.name), percent(share))
               : "";
  }
  const double share = explained(pairs);
  return share > kTells ? fmt::format("alone explains {} of the variance of {}", percent(share),
                                      quote(target.name))
                        : "";
}

}  // namespace

std::string leakage(const Profile& profile, const ColumnProfile& column,
                    const ColumnProfile& target) {
  constexpr size_t kRowsPerValue = 5, kMostCells = 10'000'000;
  const FrameColumn& cells = profile.cells(column);
  const FrameColumn& targets = profile.cells(target);
  if (target.type == ColumnType::constant || target.type == ColumnType::empty ||
      target.type == ColumnType::text) {
    return "";
  }
  const Reading y = predicts_classes(target) ? as_values(targets) : as_numbers(targets);
  const auto told = [&](const std::string& text) {
    return text + "; leave it out unless it is known before the outcome";
  };
  if (column.type == ColumnType::number) {
    const Pairs pairs = pairs_of(cells, as_numbers(cells), targets, y);
    const std::string text = pairs.rows() < kFewestRows ? "" : for_number(pairs, target);
    if (!text.empty()) return told(text);
  } else if (column.type == ColumnType::category || column.type == ColumnType::binary ||
             column.type == ColumnType::ordinal) {
    const Pairs pairs = pairs_of(cells, as_values(cells), targets, y);
    const bool enough = pairs.rows() >= kFewestRows &&
                        pairs.rows() >= kRowsPerValue * pairs.x_values &&
                        pairs.x_values * pairs.y_values <= kMostCells;
    const std::string text = enough ? for_values(pairs, target) : "";
    if (!text.empty()) return told(text);
  }
  const double missing = static_cast<double>(column.missing) / static_cast<double>(profile.rows);
  constexpr double kSome = 0.01;
  if (missing < kSome || missing > 1 - kSome) return "";
  const Pairs pairs = pairs_of(cells, as_missing(cells), targets, y);
  const std::string text = pairs.rows() < kFewestRows ? "" : for_values(pairs, target);
  return text.empty() ? "" : told("whether it is missing " + text);
}

}  // namespace aimodel
