#include "tensor/elementwise.h"

#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "tensor/numbers.h"
#include "tensor/parallel.h"

using namespace aimodel;

TEST_CASE("drop keeps by the draw of each element, whatever piece it is in") {
  const size_t count = 70001;  // several pieces, and a rest
  std::vector<real> x = draws(count, 1), y(count);
  const Random random(9);
  const double rate = 0.3;
  std::vector<real> mask(count);
  with_team(3,
            [&] { drop(view_of(x), static_cast<real>(rate), random, view_of(mask), view_of(y)); });
  const auto limit = static_cast<uint64_t>(static_cast<double>(static_cast<real>(rate)) * 0x1.0p32);
  const real factor = 1 / (1 - static_cast<real>(rate));
  size_t wrong = 0, dropped = 0;
  for (size_t i = 0; i < count; ++i) {
    const bool keep = random.bits(i) >= limit;
    dropped += keep ? 0 : 1;
    wrong += mask[i] == (keep ? factor : 0) && y[i] == x[i] * mask[i] ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(static_cast<double>(dropped) / static_cast<double>(count) ==
        doctest::Approx(rate).epsilon(0.03));
  std::vector<real> in_place = x;
  drop(view_of(in_place), static_cast<real>(rate), random, view_of(mask), view_of(in_place));
  CHECK(same_bytes(in_place, y));
  multiply(view_of(mask), view_of(x));
  CHECK(same_bytes(in_place, x));
  drop(view_of(x), 0, random, view_of(mask), view_of(y));
  CHECK(same_bytes(x, y));
}

TEST_CASE("sums agree with plain ones, and have the same bits with any number of threads") {
  for (const size_t count : {size_t{0}, size_t{1}, size_t{7}, size_t{9}, size_t{16384},
                             size_t{16385}, size_t{5000001}}) {
    CAPTURE(count);
    const std::vector<real> x = draws(count, 2);
    long double plain = 0, squares = 0;
    for (const real value : x) {
      plain += value;
      squares += static_cast<long double>(value) * value;
    }
    const double total = sum(x), total_squares = sum_of_squares(x);
    CHECK(std::abs(total - static_cast<double>(plain)) <= 1e-9 * (1 + std::abs(total)));
    CHECK(std::abs(total_squares - static_cast<double>(squares)) <= 1e-12 * total_squares);
    for (const int threads : {2, 3}) {
      with_team(threads, [&] {
        CHECK(sum(x) == total);
        CHECK(sum_of_squares(x) == total_squares);
      });
    }
  }
}

TEST_CASE("all_finite finds one bad number at any place") {
  std::vector<real> x = draws(40000, 3);
  x[5] = std::numeric_limits<real>::max();
  x[6] = std::numeric_limits<real>::denorm_min();
  CHECK(all_finite(x));
  CHECK(all_finite({}));
  for (const real bad :
       {std::numeric_limits<real>::quiet_NaN(), std::numeric_limits<real>::infinity(),
        -std::numeric_limits<real>::infinity()}) {
    for (const size_t index : {size_t{0}, size_t{7}, size_t{16384}, size_t{39999}}) {
      std::vector<real> copy = x;
      copy[index] = bad;
      CHECK_FALSE(all_finite(copy));
    }
  }
}

TEST_CASE("add, scale and add_sum_rows agree with plain loops") {
  std::vector<real> x = draws(40003, 4), y = draws(40003, 5);
  const std::vector<real> before = y;
  add(view_of(x), view_of(y));
  for (size_t i = 0; i < x.size(); ++i) REQUIRE(y[i] == before[i] + x[i]);
  scale(view_of(y), real(0.5));
  for (size_t i = 0; i < x.size(); ++i) REQUIRE(y[i] == (before[i] + x[i]) * real(0.5));

  // Wider than a piece of 512 columns.
  const int64_t rows = 23, columns = 1030;
  std::vector<real> dy = draws(static_cast<size_t>(rows * columns), 6), db(1030, 1);
  add_sum_rows({dy.data(), {rows, columns}}, view_of(db));
  for (int64_t j = 0; j < columns; ++j) {
    real expected = 1;
    for (int64_t i = 0; i < rows; ++i) expected += dy[static_cast<size_t>(i * columns + j)];
    REQUIRE(db[static_cast<size_t>(j)] == expected);
  }
}
