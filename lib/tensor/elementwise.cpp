#include "tensor/elementwise.h"

#include <algorithm>
#include <array>

#include "tensor/activation.h"
#include "tensor/parallel.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

double cost(Tensor x) {
  return kElementCost * static_cast<double>(x.size());
}

}  // namespace

void add_sum_rows(Tensor dy, Tensor db) {
  activate_backward_rows(Activation::linear, dy, dy, dy, db);
}

void add(Tensor x, Tensor y) {
  for_ranges(x.size(), kElementPiece, cost(x), vectorised([&](int64_t first, int64_t last) {
               for (int64_t i = first; i < last; ++i) y.data[i] += x.data[i];
             }));
}

void scale(Tensor x, real factor) {
  for_ranges(x.size(), kElementPiece, cost(x), vectorised([&](int64_t first, int64_t last) {
               for (int64_t i = first; i < last; ++i) x.data[i] *= factor;
             }));
}

void multiply(Tensor x, Tensor y) {
  for_ranges(x.size(), kElementPiece, cost(x), vectorised([&](int64_t first, int64_t last) {
               for (int64_t i = first; i < last; ++i) y.data[i] *= x.data[i];
             }));
}

void drop(Tensor x, real rate, const Random& random, Tensor mask, Tensor y) {
  const real factor = 1 / (1 - rate);
  const auto limit = static_cast<uint64_t>(static_cast<double>(rate) * 0x1.0p32);
  for_ranges(
      x.size(), kElementPiece, 8 * cost(x), vectorised([&](int64_t first, int64_t last) {
        std::array<uint32_t, 256> bits;
        for (int64_t i = first; i < last;) {
          const auto count = std::min<int64_t>(last - i, static_cast<int64_t>(bits.size()));
          random.fill_bits(static_cast<uint64_t>(i), {bits.data(), static_cast<size_t>(count)});
          for (int64_t j = 0; j < count; ++j) {
            const real kept = bits[static_cast<size_t>(j)] >= limit ? factor : real{0};
            mask.data[i + j] = kept;
            y.data[i + j] = x.data[i + j] * kept;
          }
          i += count;
        }
      }));
}

namespace {

// Eight chains side by side, which the compiler keeps in vectors; their order is fixed.
template <typename Term>
double sum_piece(std::span<const real> x, const Term& term) {
  std::array<double, 8> sums{};
  size_t i = 0;
  for (; i + 8 <= x.size(); i += 8) {
    for (size_t lane = 0; lane < 8; ++lane) sums[lane] += term(static_cast<double>(x[i + lane]));
  }
  for (size_t lane = 0; i < x.size(); ++i, ++lane) sums[lane] += term(static_cast<double>(x[i]));
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

template <typename Term>
double sum_pieces(std::span<const real> x, const Term& term) {
  // At most 256 pieces, their length a function of the size alone, so that their sums fit on the
  // stack.
  std::array<double, 256> sums;
  const auto size = static_cast<int64_t>(x.size());
  const int64_t piece = std::max(kElementPiece, (size + 255) / 256);
  for_ranges(size, piece, static_cast<double>(size), vectorised([&](int64_t first, int64_t last) {
               sums[static_cast<size_t>(first / piece)] = sum_piece(
                   x.subspan(static_cast<size_t>(first), static_cast<size_t>(last - first)), term);
             }));
  double total = 0;
  for (int64_t i = 0; i * piece < size; ++i) total += sums[static_cast<size_t>(i)];
  return total;
}

}  // namespace

double sum(std::span<const real> x) {
  return sum_pieces(x, [](double v) { return v; });
}

double sum_of_squares(std::span<const real> x) {
  return sum_pieces(x, [](double v) { return v * v; });
}

bool all_finite(std::span<const real> x) {
  // x * 0 is 0 for finite numbers and NaN for others; the sum keeps a NaN.
  return sum_pieces(x, [](double v) { return v * 0; }) == 0;
}

}  // namespace aimodel
