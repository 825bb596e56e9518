#include "rows/whitening.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>

#include "base/numbers.h"
#include "tensor/blas.h"

namespace aimodel {

namespace {

constexpr double kAdded = 1e-4;    // to each eigenvalue, as a share of their mean
constexpr double kNothing = 1e-6;  // as a share of the largest
constexpr int64_t kMostNumbers = 4096;
// A number's bits, and how many hexadecimal digits they are.
using Bits = std::conditional_t<std::is_same_v<real, float>, uint32_t, uint64_t>;
constexpr size_t kDigits = 2 * sizeof(Bits);

// a [n, n] becomes the matrix of a whitening whose covariance it is; of both the upper triangle.
void whiten(std::vector<double>& a, int64_t n) {
  std::vector<double> values(static_cast<size_t>(n));
  symmetric_eigenvectors(a, values);
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(n);
  const double least = kNothing * values.back();
  for (int64_t v = 0; v < n; ++v) {
    const double value = values[static_cast<size_t>(v)];
    const double factor = value > least ? 1 / std::sqrt(value + kAdded * mean) : 0;
    for (int64_t j = 0; j < n; ++j) a[static_cast<size_t>(v * n + j)] *= std::sqrt(factor);
  }
  std::vector<double> matrix(a.size());
  add_column_products(a, matrix, n);
  a = std::move(matrix);
}

}  // namespace

bool is_whitened(const Options& group) {
  return group.has("whitening") && group.flag("whitening");
}

void check_whitening(const Options& group, int64_t numbers) {
  if (!is_whitened(group)) return;
  if (group.text("encoding") != "scaled") {
    throw group.error_at("whitening",
                         "mixes scaled numbers, and piecewise_linear takes each apart on its own",
                         "name the columns in two groups, one whitened, one piecewise_linear");
  }
  if (numbers <= kMostNumbers) return;
  throw group.error_at("whitening",
                       fmt::format("the group has {} numbers, and the most that are whitened "
                                   "together is {}",
                                   with_commas(numbers), with_commas(kMostNumbers)),
                       "name its columns in several groups");
}

Whitening learn_whitening(const Covariance& rows, std::span<const int64_t> taken) {
  const size_t k = rows.mean().size();
  const auto n = static_cast<int64_t>(taken.size());
  std::vector<double> small(taken.size() * taken.size());
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = i; j < n; ++j) {
      small[static_cast<size_t>(i * n + j)] =
          rows(taken[static_cast<size_t>(i)], taken[static_cast<size_t>(j)]);
    }
  }
  if (n > 0) whiten(small, n);
  Whitening result{std::vector<real>(k), std::vector<real>(k * k)};
  for (size_t i = 0; i < k; ++i) result.matrix[i * k + i] = 1;
  for (int64_t i = 0; i < n; ++i) {
    const auto row = static_cast<size_t>(taken[static_cast<size_t>(i)]);
    result.mean[row] = static_cast<real>(rows.mean()[row]);
    for (int64_t j = i; j < n; ++j) {
      const auto column = static_cast<size_t>(taken[static_cast<size_t>(j)]);
      result.matrix[row * k + column] = result.matrix[column * k + row] =
          static_cast<real>(small[static_cast<size_t>(i * n + j)]);
    }
  }
  return result;
}

std::string to_text(const Whitening& whitening) {
  constexpr const char* kHexadecimal = "0123456789abcdef";
  std::string text;
  text.reserve(kDigits * (whitening.mean.size() + whitening.matrix.size()));
  for (const std::vector<real>* numbers : {&whitening.mean, &whitening.matrix}) {
    for (const real number : *numbers) {
      const auto bits = std::bit_cast<Bits>(number);
      for (size_t digit = kDigits; digit-- > 0;) text += kHexadecimal[bits >> (4 * digit) & 15];
    }
  }
  return text;
}

Whitening read_whitening(const StoredState& state, const char* key, int64_t numbers) {
  const std::string& text = state.text(key);
  const auto k = static_cast<size_t>(numbers);
  const Error error = state.error(fmt::format("{} is no mean and matrix of {} finite numbers",
                                              quote(key), with_commas(numbers)));
  if (text.size() != kDigits * (k + k * k)) throw error;
  Whitening result{std::vector<real>(k), std::vector<real>(k * k)};
  const char* at = text.data();
  for (std::vector<real>* part : {&result.mean, &result.matrix}) {
    for (real& number : *part) {
      Bits bits = 0;
      const char* const end = at + kDigits;
      if (std::from_chars(at, end, bits, 16).ptr != end) throw error;
      number = std::bit_cast<real>(bits);
      if (!std::isfinite(number)) throw error;
      at = end;
    }
  }
  return result;
}

}  // namespace aimodel
