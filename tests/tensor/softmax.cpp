#include "tensor/softmax.h"

#include <cmath>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "tensor/numbers.h"

using namespace aimodel;

TEST_CASE("softmax takes logits of any size") {
  std::vector<real> x = {1e4F,  -1e4F,    1e4F,   // two equal, one hopeless
                         -1e4F, -1e4F,    -1e4F,  //
                         1e4F,  1e4F - 1, 0,      //
                         3e38F, -3e38F,   1};
  const Tensor rows{x.data(), {4, 3}};
  softmax_rows(rows, rows);
  const double e = std::exp(-1.0);
  const double expected[] = {0.5,         0,           0.5, 1.0 / 3, 1.0 / 3, 1.0 / 3,
                             1 / (1 + e), e / (1 + e), 0,   1,       0,       0};
  for (size_t i = 0; i < x.size(); ++i) {
    CAPTURE(i);
    CHECK(static_cast<double>(x[i]) == doctest::Approx(expected[i]).epsilon(1e-6));
  }
}

TEST_CASE("softmax: a NaN among the logits makes its row NaN, whichever place it has") {
  for (size_t index = 0; index < 3; ++index) {
    std::vector<real> x = {1, 2, 3, 4, 5, 6}, y(6);
    x[3 + index] = std::numeric_limits<real>::quiet_NaN();
    softmax_rows({x.data(), {2, 3}}, {y.data(), {2, 3}});
    for (size_t i = 0; i < 6; ++i) CHECK(std::isnan(y[i]) == (i >= 3));
  }
}

TEST_CASE("softmax rows sum to 1 at any width") {
  for (const int64_t width : {1, 2, 7, 8, 9, 31, 1000, 20000}) {
    CAPTURE(width);
    std::vector<real> x = draws(static_cast<size_t>(3 * width), 1), y(x.size());
    softmax_rows({x.data(), {3, width}}, {y.data(), {3, width}});
    for (int64_t i = 0; i < 3; ++i) {
      double total = 0;
      for (int64_t j = 0; j < width; ++j)
        total += static_cast<double>(y[static_cast<size_t>(i * width + j)]);
      CHECK(total == doctest::Approx(1).epsilon(2e-6));
    }
  }
}
