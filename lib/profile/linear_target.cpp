#include "profile/linear_target.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/names.h"
#include "profile/column_numbers.h"
#include "profile/leakage.h"

namespace aimodel {

namespace {

constexpr size_t kRows = 20'000, kColumns = 64, kPicked = 8;

struct Input {
  const ColumnProfile* column;
  std::vector<double> x;
  double correlation = 0;
};

struct Deviation {
  double mean = 0, squares = 0;  // the sum of (x - mean)^2
};

Deviation deviation_of(const std::vector<double>& x, const std::vector<uint32_t>& rows) {
  Deviation around;
  for (const uint32_t row : rows) around.mean += x[row] / static_cast<double>(rows.size());
  for (const uint32_t row : rows) around.squares += (x[row] - around.mean) * (x[row] - around.mean);
  return around;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y,
                   const std::vector<uint32_t>& rows) {
  const Deviation a = deviation_of(x, rows), b = deviation_of(y, rows);
  if (!(a.squares > 0) || !(b.squares > 0)) return 0;
  double product = 0;
  for (const uint32_t row : rows) product += (x[row] - a.mean) * (y[row] - b.mean);
  return product / std::sqrt(a.squares) / std::sqrt(b.squares);
}

std::vector<uint32_t> complete_rows(const std::vector<const std::vector<double>*>& columns) {
  std::vector<uint32_t> rows;
  for (uint32_t row = 0; row < columns[0]->size(); ++row) {
    if (std::ranges::none_of(columns, [&](const auto* x) { return std::isnan((*x)[row]); })) {
      rows.push_back(row);
    }
  }
  return rows;
}

// Sweeps a matrix of correlations [size, size] on one of its columns: what is left of the others
// once that column has explained its share.
void sweep(std::vector<double>& matrix, size_t size, size_t pivot) {
  const double d = matrix[pivot * size + pivot];
  for (size_t i = 0; i < size; ++i) {
    if (i == pivot) continue;
    const double b = matrix[i * size + pivot];
    for (size_t k = 0; k < size; ++k) {
      if (k != pivot) matrix[i * size + k] -= b * matrix[pivot * size + k] / d;
    }
    matrix[i * size + pivot] = -b / d;
  }
  for (size_t k = 0; k < size; ++k) {
    if (k != pivot) matrix[pivot * size + k] /= d;
  }
  matrix[pivot * size + pivot] = 1 / d;
}

}  // namespace

void suspect_linear(Profile& profile, const ColumnProfile& target) {
  if (target.type != ColumnType::number || predicts_classes(target)) return;
  std::vector<double> y = some_numbers(profile.cells(target), kRows);
  std::vector<Input> inputs;
  for (const ColumnProfile& column : profile.columns) {
    const bool counts =
        column.type == ColumnType::number || (column.type == ColumnType::binary && column.numbers);
    if (&column == &target || !counts || column.suspected("copy")) continue;
    Input input{&column, some_numbers(profile.cells(column), kRows)};
    const std::vector<uint32_t> rows = complete_rows({&input.x, &y});
    if (2 * rows.size() < y.size()) continue;
    input.correlation = std::abs(correlation(input.x, y, rows));
    inputs.push_back(std::move(input));
    // The best ones are kept, so that memory is bounded.
    if (inputs.size() < 2 * kColumns) continue;
    std::ranges::stable_sort(inputs, std::ranges::greater(), &Input::correlation);
    inputs.resize(kColumns);
  }
  std::ranges::stable_sort(inputs, std::ranges::greater(), &Input::correlation);
  inputs.resize(std::min(inputs.size(), kColumns));
  std::ranges::sort(inputs, std::ranges::less(), &Input::column);
  std::vector<const std::vector<double>*> all{&y};
  for (const Input& input : inputs) all.push_back(&input.x);
  const std::vector<uint32_t> rows = complete_rows(all);
  constexpr size_t kFewest = 20, kPerColumn = 5;
  if (inputs.size() < 2 || rows.size() < kFewest + kPerColumn * inputs.size()) return;

  // Correlations of inputs and target, which is the last one.
  all.push_back(&y);
  all.erase(all.begin());
  const size_t size = all.size(), last = size - 1;
  std::vector<std::vector<double>> z;
  std::vector<double> spread;
  for (const std::vector<double>* x : all) {
    const Deviation around = deviation_of(*x, rows);
    spread.push_back(std::sqrt(around.squares));
    std::vector<double>& scaled = z.emplace_back();
    for (const uint32_t row : rows) {
      scaled.push_back(spread.back() > 0 ? ((*x)[row] - around.mean) / spread.back() : 0);
    }
  }
  std::vector<double> matrix(size * size);
  for (size_t i = 0; i < size; ++i) {
    for (size_t k = 0; k <= i; ++k) {
      double product = 0;
      for (size_t row = 0; row < rows.size(); ++row) product += z[i][row] * z[k][row];
      matrix[i * size + k] = matrix[k * size + i] = product;
    }
  }
  std::vector<size_t> picked;
  while (picked.size() < std::min(kPicked, last) && matrix[last * size + last] > 1 - kTells) {
    size_t best = last;
    double most = 0;
    for (size_t i = 0; i < last; ++i) {
      constexpr double kOwn = 1e-6;  // what the others do not explain of it
      const double own = matrix[i * size + i];
      if (std::ranges::find(picked, i) != picked.end() || own < kOwn) continue;
      const double gain = matrix[i * size + last] * matrix[i * size + last] / own;
      if (gain > most) {
        most = gain;
        best = i;
      }
    }
    if (best == last) return;
    picked.push_back(best);
    sweep(matrix, size, best);
  }
  if (matrix[last * size + last] > 1 - kTells || picked.size() < 2) return;
  std::ranges::sort(picked);
  std::string sum;
  for (const size_t i : picked) {
    const double weight = matrix[i * size + last] * spread[last] / spread[i];
    sum += fmt::format("{}{:.4g} {}",
                       sum.empty()  ? (weight < 0 ? "-" : "")
                       : weight < 0 ? " - "
                                    : " + ",
                       std::abs(weight), quote(inputs[i].column->name));
  }
  const auto index = static_cast<size_t>(&target - profile.columns.data());
  profile.columns[index].suspicions.push_back(
      {"linear", fmt::format("is nearly a sum of other columns (linear fit, r2 {:.5g}): {}; leave "
                             "out what is not known before the outcome",
                             std::min(1 - matrix[last * size + last], 0.99999), sum)});
}

}  // namespace aimodel
