#include "tensor/product.h"

#include <cmath>
#include <cstring>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "tensor/parallel.h"
#include "tensor/tile_product.h"

using namespace aimodel;

namespace {

struct Numbers {
  std::vector<real> data;
  Tensor tensor;
  Numbers(Shape shape, uint64_t seed) : data(static_cast<size_t>(shape.elements())) {
    const Random random(seed);
    for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<real>(random.normal(i));
    tensor = {data.data(), shape};
  }
};

double expect(const Tensor& x, const Tensor& w, const Tensor& b, int64_t i, int64_t j) {
  double sum = b.data == nullptr ? 0 : static_cast<double>(b[j]);
  for (int64_t p = 0; p < w.shape[0]; ++p) {
    sum += static_cast<double>(x[i * w.shape[0] + p]) * static_cast<double>(w[p * w.shape[1] + j]);
  }
  return sum;
}

}  // namespace

TEST_CASE("products agree with three plain loops on odd sizes, small and large") {
  for (const int64_t n : {1, 2, 5, 7, 33, 130}) {
    for (const int64_t k : {1, 3, 17, 65, 150}) {
      for (const int64_t m : {1, 2, 31, 33, 129, 260}) {
        CAPTURE(n);
        CAPTURE(k);
        CAPTURE(m);
        const Numbers x({n, k}, 1), w({k, m}, 2), b({m}, 3);
        Numbers y({n, m}, 4), z({n, m}, 5);
        product(x.tensor, w.tensor, b.tensor, Activation::linear, y.tensor);
        product(x.tensor, w.tensor, {}, Activation::relu, z.tensor);
        double worst = 0;
        for (int64_t i = 0; i < n; ++i) {
          for (int64_t j = 0; j < m; ++j) {
            const double with_bias = expect(x.tensor, w.tensor, b.tensor, i, j);
            const double plain = expect(x.tensor, w.tensor, {}, i, j);
            worst = std::max(worst, std::abs(with_bias - static_cast<double>(y.tensor[i * m + j])));
            worst = std::max(
                worst, std::abs(std::max(plain, 0.0) - static_cast<double>(z.tensor[i * m + j])));
          }
        }
        CHECK(worst < 1e-4);

        Numbers dw({k, m}, 6), dx({n, k}, 7);
        const Numbers before({k, m}, 6);
        add_product_tn(x.tensor, y.tensor, dw.tensor);
        product_nt(y.tensor, w.tensor, dx.tensor);
        double worst_dw = 0, worst_dx = 0;
        for (int64_t p = 0; p < k; ++p) {
          for (int64_t j = 0; j < m; ++j) {
            double sum = static_cast<double>(before.tensor[p * m + j]);
            for (int64_t i = 0; i < n; ++i) {
              sum += static_cast<double>(x.tensor[i * k + p]) *
                     static_cast<double>(y.tensor[i * m + j]);
            }
            worst_dw =
                std::max(worst_dw, std::abs(sum - static_cast<double>(dw.tensor[p * m + j])) /
                                       (1 + std::abs(sum)));
          }
        }
        for (int64_t i = 0; i < n; ++i) {
          for (int64_t p = 0; p < k; ++p) {
            double sum = 0;
            for (int64_t j = 0; j < m; ++j) {
              sum += static_cast<double>(y.tensor[i * m + j]) *
                     static_cast<double>(w.tensor[p * m + j]);
            }
            worst_dx =
                std::max(worst_dx, std::abs(sum - static_cast<double>(dx.tensor[i * k + p])) /
                                       (1 + std::abs(sum)));
          }
        }
        CHECK(worst_dw < 1e-3);
        CHECK(worst_dx < 1e-3);
      }
    }
  }
}

TEST_CASE("a row of a product has the same bits whatever rows stand beside it") {
  for (const int64_t k : {1, 8, 31, 784}) {
    for (const int64_t m : {1, 10, 31, 64, 200}) {
      const Numbers x({67, k}, 1), w({k, m}, 2), b({m}, 3);
      Numbers all({67, m}, 4);
      product(x.tensor, w.tensor, b.tensor, Activation::tanh, all.tensor);
      for (const int64_t rows : {1, 2, 5, 23, 24, 25}) {
        for (const int64_t first : {0, 3, 41}) {
          Numbers part({rows, m}, 5);
          product({x.tensor.data + first * k, {rows, k}}, w.tensor, b.tensor, Activation::tanh,
                  part.tensor);
          const size_t bytes = part.data.size() * sizeof(real);
          CHECK(std::memcmp(part.data.data(), all.tensor.data + first * m, bytes) == 0);
        }
      }
    }
  }
}

TEST_CASE("products have the same bits with any number of threads, and without a team") {
  // More than one block each way; longer than it is wide, and wider; more steps than a panel has.
  // The last ones are OpenBLAS's: dw of both, dx of the second.
  const int64_t shapes[][3] = {{200, 785, 300},  {256, 500, 60}, {200, 300, 500},
                               {529, 1100, 200}, {33, 784, 517}, {1030, 1040, 1025}};
  for (const auto& [n, k, m] : shapes) {
    CAPTURE(k);
    const Numbers x({n, k}, 1), w({k, m}, 2), b({m}, 3), dy({n, m}, 4);
    const auto all = [&] {
      Numbers y({n, m}, 5), dw({k, m}, 6), dx({n, k}, 7);
      product(x.tensor, w.tensor, b.tensor, Activation::gelu, y.tensor);
      add_product_tn(x.tensor, dy.tensor, dw.tensor);
      product_nt(dy.tensor, w.tensor, dx.tensor);
      std::vector<real> numbers = y.data;
      numbers.insert(numbers.end(), dw.data.begin(), dw.data.end());
      numbers.insert(numbers.end(), dx.data.begin(), dx.data.end());
      return numbers;
    };
    const std::vector<real> alone = all();
    for (const int threads : {1, 2, 3, 4}) {
      CAPTURE(threads);
      with_team(threads, [&] {
        CHECK(std::memcmp(all().data(), alone.data(), alone.size() * sizeof(real)) == 0);
      });
    }
  }
}

TEST_CASE("an element of a product is one chain of fused multiply-adds in the order of the sum") {
  const int64_t n = 19, k = 1030, m = 37;
  const Numbers x({n, k}, 1), w({k, m}, 2), dy({n, m}, 3);
  Numbers y({n, m}, 4), dw({k, m}, 5), dx({n, k}, 6);
  const Numbers before({k, m}, 5);
  product(x.tensor, w.tensor, {}, Activation::linear, y.tensor);
  add_product_tn(x.tensor, dy.tensor, dw.tensor);
  product_nt(dy.tensor, w.tensor, dx.tensor);
  int64_t others = 0;
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < m; ++j) {
      real sum = 0;
      for (int64_t p = 0; p < k; ++p) sum = std::fma(x.data[i * k + p], w.data[p * m + j], sum);
      others += sum != y.data[i * m + j];
    }
    for (int64_t p = 0; p < k; ++p) {
      real sum = 0;
      for (int64_t j = 0; j < m; ++j) sum = std::fma(dy.data[i * m + j], w.data[p * m + j], sum);
      others += sum != dx.data[i * k + p];
    }
  }
  for (int64_t p = 0; p < k; ++p) {
    for (int64_t j = 0; j < m; ++j) {
      real sum = before.data[p * m + j];
      for (int64_t i = 0; i < n; ++i) sum = std::fma(x.data[i * k + p], dy.data[i * m + j], sum);
      others += sum != dw.data[p * m + j];
    }
  }
  // A processor without fused multiply-adds rounds twice; the chain is checked where there are
  // some.
  if (product_target() != "SCALAR") {
    CHECK(others == 0);
  }
}

TEST_CASE("large products that OpenBLAS makes agree with the tile kernel's") {
  const int64_t shapes[][3] = {
      {32, 512, 512}, {130, 785, 513}, {257, 1031, 259}, {1029, 1033, 1027}};
  for (const auto& [n, k, m] : shapes) {
    CAPTURE(k);
    const Numbers x({n, k}, 1), w({k, m}, 2), dy({n, m}, 3);
    Numbers dw({k, m}, 4), dx({n, k}, 5), tile_dw({k, m}, 4), tile_dx({n, k}, 6);
    product_backward(x.tensor, w.tensor, dy.tensor, dw.tensor, dx.tensor);
    tile_product(
        {k, m, n, {x.data.data(), 1, k}, {dy.data.data(), m, 1}, tile_dw.data.data(), m, true});
    tile_product(
        {n, k, m, {dy.data.data(), m, 1}, {w.data.data(), 1, m}, tile_dx.data.data(), k, false});
    const auto worst = [](const Numbers& a, const Numbers& b) {
      double most = 0;
      for (size_t i = 0; i < a.data.size(); ++i) {
        most = std::max(most, static_cast<double>(std::abs(a.data[i] - b.data[i])));
      }
      return most;
    };
    CHECK(worst(dw, tile_dw) < 1e-3);
    CHECK(worst(dx, tile_dx) < 1e-3);
  }
}

TEST_CASE("a transposed factor that is copied together keeps each element's chain") {
  const int64_t n = 530, k = 301, m = 150;
  const Numbers x({n, k}, 1), dy({n, m}, 2);
  Numbers packed({k, m}, 3), plain({k, m}, 3);
  const auto product = [&](int64_t first, int64_t columns, Numbers& c) {
    tile_product({k,
                  columns,
                  n,
                  {x.data.data(), 1, k},
                  {dy.data.data() + first, m, 1},
                  c.data.data() + first,
                  m,
                  true});
  };
  product(0, m, packed);
  for (int64_t first = 0; first < m; first += 30) product(first, 30, plain);  // too few columns
  CHECK(packed.data == plain.data);
}
