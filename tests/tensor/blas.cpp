#include "tensor/blas.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"

using namespace aimodel;

namespace {

std::vector<real> normal(int64_t count, uint64_t seed) {
  std::vector<real> numbers(static_cast<size_t>(count));
  for (size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<real>(Random(seed).normal(i));
  }
  return numbers;
}

}  // namespace

TEST_CASE("the tile kernel and OpenBLAS agree, either factor transposed or not") {
  const int64_t shapes[][3] = {{1, 1, 1}, {5, 7, 3}, {33, 17, 65}, {200, 129, 530}, {64, 300, 9}};
  for (const auto& [rows, columns, steps] : shapes) {
    const std::vector<real> a = normal(rows * steps, 1), b = normal(steps * columns, 2);
    for (const bool a_turned : {false, true}) {
      for (const bool b_turned : {false, true}) {
        for (const bool add : {false, true}) {
          CAPTURE(rows);
          CAPTURE(a_turned);
          CAPTURE(b_turned);
          CAPTURE(add);
          std::vector<real> tile = normal(rows * (columns + 2), 3), blas = tile;
          TileProduct product{rows,
                              columns,
                              steps,
                              {a.data(), a_turned ? 1 : steps, a_turned ? rows : 1},
                              {b.data(), b_turned ? 1 : columns, b_turned ? steps : 1},
                              tile.data(),
                              columns + 2,
                              add};
          tile_product(product);
          product.c = blas.data();
          blas_product(product);
          double worst = 0;
          for (size_t i = 0; i < tile.size(); ++i) {
            worst = std::max(worst, static_cast<double>(std::abs(tile[i] - blas[i])));
          }
          CHECK(worst < 1e-6 * static_cast<double>(steps + 10));
        }
      }
    }
  }
}

TEST_CASE("calls from many threads at once give what one alone gives") {
  const int64_t rows = 200, columns = 128, steps = 300;
  const std::vector<real> a = normal(rows * steps, 1), b = normal(steps * columns, 2);
  const auto product = [&] {
    std::vector<real> c(static_cast<size_t>(rows * columns));
    blas_product({rows,
                  columns,
                  steps,
                  {a.data(), steps, 1},
                  {b.data(), columns, 1},
                  c.data(),
                  columns,
                  false});
    return c;
  };
  const std::vector<real> alone = product();
  int others[8] = {};
  for (int round = 0; round < 20; ++round) {
    std::vector<std::thread> threads;
    for (int& count : others) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) count += product() != alone;
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  for (const int count : others) CHECK(count == 0);
}

TEST_CASE("orthonormal columns: q^T q = 1, and q is of a = q r with a positive diagonal") {
  const int64_t n = 70, m = 40;
  const std::vector<real> a = normal(n * m, 1);
  std::vector<real> q = a;
  orthonormal_columns({q.data(), {n, m}});
  const auto dot = [&](const std::vector<real>& x, int64_t i, int64_t j) {
    double sum = 0;
    for (int64_t p = 0; p < n; ++p) {
      sum += static_cast<double>(x[static_cast<size_t>(p * m + i)]) *
             static_cast<double>(q[static_cast<size_t>(p * m + j)]);
    }
    return sum;
  };
  for (int64_t i = 0; i < m; ++i) {
    for (int64_t j = 0; j < m; ++j) {
      CHECK(dot(q, i, j) == doctest::Approx(i == j ? 1 : 0).epsilon(1e-5));
      if (j > i) CHECK(std::abs(dot(a, i, j)) < 1e-4);  // r[j, i] below the diagonal
    }
    CHECK(dot(a, i, i) > 0);
  }
}

TEST_CASE("eigenvectors of a symmetric matrix are its rows, by rising values") {
  // 1 and 3 of [[2, 1], [1, 2]].
  std::vector<double> small = {2, 1, -9, 2}, two(2);  // what is below the diagonal is not read
  symmetric_eigenvectors(small, two);
  CHECK(two[0] == doctest::Approx(1));
  CHECK(two[1] == doctest::Approx(3));
  CHECK(small[0] == doctest::Approx(-small[1]));
  CHECK(small[2] == doctest::Approx(small[3]));

  const int64_t n = 30;
  const std::vector<real> drawn = normal(n * n, 2);
  std::vector<double> a(drawn.begin(), drawn.end()), values(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i) {
    for (int64_t j = 0; j < i; ++j) a[size_t(i * n + j)] = a[size_t(j * n + i)];
  }
  std::vector<double> vectors = a;
  symmetric_eigenvectors(vectors, values);
  for (int64_t v = 0; v < n; ++v) {
    if (v > 0) CHECK(values[size_t(v)] >= values[size_t(v - 1)]);
    for (int64_t i = 0; i < n; ++i) {
      double sum = 0;
      for (int64_t j = 0; j < n; ++j) sum += a[size_t(i * n + j)] * vectors[size_t(v * n + j)];
      CHECK(std::abs(sum - values[size_t(v)] * vectors[size_t(v * n + i)]) < 1e-12);
    }
  }
}

TEST_CASE("products of columns are added to the upper triangle") {
  const std::vector<double> x = {1, 2, 3, 4, 5, 6};
  std::vector<double> c = {10, 20, 30, 40, 50, 60, 70, 80, 90};
  add_column_products(x, c, 3);
  CHECK(c == std::vector<double>{27, 42, 57, 40, 79, 96, 70, 80, 135});
}

TEST_CASE("OpenBLAS says what it is") {
  CHECK(blas_version().starts_with("OpenBLAS 0."));
  CHECK(blas_version().find(' ', 9) == std::string::npos);
  CHECK(!blas_kernel().empty());
}

TEST_CASE("a processor that is younger than OpenBLAS does not get its oldest kernel") {
  if (std::getenv("OPENBLAS_CORETYPE") != nullptr) return;  // what is asked for is taken
  const bool able = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  CHECK((!able || blas_kernel() != "Prescott"));
}
