#include "tensor/one_hot.h"

#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "tensor/numbers.h"
#include "tensor/parallel.h"
#include "tensor/product.h"

using namespace aimodel;

namespace {

const std::vector<int64_t> kSizes = {3, 1, 40, 7};
constexpr int64_t kWidth = 51;

std::vector<real> draws(int64_t count, uint64_t seed) {
  std::vector<real> x(static_cast<size_t>(count));
  for (size_t i = 0; i < x.size(); ++i) x[i] = static_cast<real>(Random(seed).normal(i));
  return x;
}

Tensor view_of(std::vector<real>& x, Shape shape) {
  return {x.data(), shape};
}

std::vector<real> indexes(int64_t rows) {
  std::vector<real> x;
  for (int64_t i = 0; i < rows; ++i) {
    for (size_t c = 0; c < kSizes.size(); ++c) {
      x.push_back(static_cast<real>(Random(7).branch(c).below(static_cast<uint64_t>(kSizes[c] + 1),
                                                              static_cast<uint64_t>(i))));
    }
  }
  return x;
}

}  // namespace

TEST_CASE("ones are written at their places, a value never seen as the mean of those known") {
  std::vector<real> x = {3, 1, 40, 0,  //
                         0, 0, 1,  7};
  std::vector<real> y(2 * kWidth, 5), expected(2 * kWidth, 0);
  expected[2] = expected[3] = expected[4 + 39] = 1;
  for (size_t index = 44; index < 51; ++index) expected[index] = real{1} / 7;
  // A column of one value never varied: its unseen ones are no other.
  for (size_t index = 51; index < 54; ++index) expected[index] = real{1} / 3;
  expected[kWidth + 4] = expected[kWidth + 50] = 1;
  write_one_hot(view_of(x, {2, 4}), kSizes, view_of(y, {2, kWidth}));
  CHECK(y == expected);
}

TEST_CASE(
    "products with places have the bits of those with written-out rows, at any thread count") {
  for (const int64_t n : {1, 5, 130, 4000}) {
    for (const int64_t m : {1, 3, 64, 100}) {
      CAPTURE(n);
      CAPTURE(m);
      std::vector<real> x = indexes(n), written(static_cast<size_t>(n * kWidth));
      const Tensor hot = view_of(x, {n, 4}), all = view_of(written, {n, kWidth});
      write_one_hot(hot, kSizes, all);
      std::vector<real> w = draws(kWidth * m, 1), dy = draws(n * m, 2);
      std::vector<real> y = draws(n * m, 3), expected = y;
      std::vector<real> dw = draws(kWidth * m, 4), expected_dw = dw;
      add_product(all, view_of(w, {kWidth, m}), view_of(expected, {n, m}));
      add_product_tn(all, view_of(dy, {n, m}), view_of(expected_dw, {kWidth, m}));
      for (const int threads : {1, 3}) {
        std::vector<real> mine = y, mine_dw = dw;
        with_team(threads, [&] {
          add_one_hot_product(hot, kSizes, view_of(w, {kWidth, m}), view_of(mine, {n, m}));
          add_one_hot_product_tn(hot, kSizes, view_of(dy, {n, m}), view_of(mine_dw, {kWidth, m}));
        });
        CHECK(same_bytes(mine, expected));
        // A product of more than 512 rows adds them up in parts.
        if (n <= 512) CHECK(same_bytes(mine_dw, expected_dw));
      }
    }
  }
}
