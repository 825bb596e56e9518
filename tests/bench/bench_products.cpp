// The matrix products of dense layers: see bench_tool.cpp.
#include "bench_products.h"

#include <algorithm>
#include <functional>
#include <string>

#include "base/random.h"
#include "tensor/blas.h"
#include "tensor/parallel.h"
#include "tensor/product.h"

namespace aimodel {

namespace {

// The three products of a layer, whole.
struct LayerProducts {
  int64_t n, k, m;
  std::vector<real> x, w, dy;
  LayerProducts(int64_t rows, int64_t inputs, int64_t units)
      : n(rows),
        k(inputs),
        m(units),
        x(random(n * k, 1)),
        w(random(k * m, 2)),
        dy(random(n * m, 3)) {}
  static std::vector<real> random(int64_t count, uint64_t seed) {
    std::vector<real> numbers(static_cast<size_t>(count));
    for (size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] = static_cast<real>(2 * Random(seed).uniform(i) - 1);
    }
    return numbers;
  }
  TileProduct forward(real* y) const {
    return {n, m, k, {x.data(), k, 1}, {w.data(), m, 1}, y, m, false};
  }
  TileProduct weights(real* dw) const {
    return {k, m, n, {x.data(), 1, k}, {dy.data(), m, 1}, dw, m, true};
  }
  TileProduct inputs(real* dx) const {
    return {n, k, m, {dy.data(), m, 1}, {w.data(), 1, m}, dx, k, false};
  }
};

// Cut by columns, of which c has more than rows in all but few cases.
void blas_in_parts(const TileProduct& whole, int parts) {
  for_pieces(parts, 1e9, [&](int64_t i) {
    const int64_t first = whole.columns * i / parts, last = whole.columns * (i + 1) / parts;
    TileProduct part = whole;
    part.columns = last - first;
    part.b.data += first * whole.b.column;
    part.c += first;
    if (part.columns > 0) blas_product(part);
  });
}

}  // namespace

// x w for every layer, x^T dz for every layer, dz w^T for all but the first.
Json run_products(const Job& job) {
  std::vector<LayerProducts> layers;
  int64_t most = 0;
  double multiply_adds = 0;
  for (size_t i = 0; i + 1 < job.sizes.size(); ++i) {
    const LayerProducts& layer = layers.emplace_back(job.batch, job.sizes[i], job.sizes[i + 1]);
    most = std::max({most, layer.n * layer.k, layer.k * layer.m, layer.n * layer.m});
    multiply_adds += (i == 0 ? 2.0 : 3.0) * static_cast<double>(layer.n * layer.k * layer.m);
  }
  std::vector<real> result(static_cast<size_t>(most));
  double seconds = 0;
  int64_t steps = 0;
  with_team(job.threads, [&] {
    const auto step = [&] {
      for (const LayerProducts& layer : layers) {
        blas_in_parts(layer.forward(result.data()), job.threads);
      }
      for (size_t i = layers.size(); i > 0; --i) {
        blas_in_parts(layers[i - 1].weights(result.data()), job.threads);
        if (i > 1) blas_in_parts(layers[i - 1].inputs(result.data()), job.threads);
      }
    };
    step();
    const Clock::time_point start = Clock::now();
    do {
      step();
      ++steps;
      seconds = elapsed(start);
    } while (seconds < job.seconds);
  });
  const double one = seconds / static_cast<double>(steps);
  return {{"seconds_per_step", one}, {"multiply_adds_per_second", multiply_adds / one}};
}

// Each way of each product takes its turn, round after round; the median of its rates counts.
Json run_kernels(const std::vector<int64_t>& sizes, double seconds) {
  LayerProducts layer(sizes.at(0), sizes.at(1), sizes.at(2));
  const int64_t n = layer.n, k = layer.k, m = layer.m;
  std::vector<real> y(static_cast<size_t>(n * m)), dw(static_cast<size_t>(k * m)),
      dx(static_cast<size_t>(n * k));
  const Tensor x{layer.x.data(), {n, k}}, w{layer.w.data(), {k, m}}, dy{layer.dy.data(), {n, m}};
  const std::vector<std::pair<std::string, std::function<void()>>> ways = {
      {"x w, tile", [&] { tile_product(layer.forward(y.data())); }},
      {"x w, OpenBLAS", [&] { blas_product(layer.forward(y.data())); }},
      {"x w",
       [&] {
         product(x, w, {}, Activation::linear, {y.data(), {n, m}});
       }},
      {"x^T dy, tile", [&] { tile_product(layer.weights(dw.data())); }},
      {"x^T dy, OpenBLAS", [&] { blas_product(layer.weights(dw.data())); }},
      {"x^T dy",
       [&] {
         add_product_tn(x, dy, {dw.data(), {k, m}});
       }},
      {"dy w^T, tile", [&] { tile_product(layer.inputs(dx.data())); }},
      {"dy w^T, OpenBLAS", [&] { blas_product(layer.inputs(dx.data())); }},
      {"dy w^T",
       [&] {
         product_nt(dy, w, {dx.data(), {n, k}});
       }},
  };
  const double multiply_adds = static_cast<double>(n * k * m);
  std::vector<std::vector<double>> rates(ways.size());
  const Clock::time_point begin = Clock::now();
  do {
    for (size_t i = 0; i < ways.size(); ++i) {
      const Clock::time_point start = Clock::now();
      int64_t times = 0;
      do {
        ways[i].second();
        ++times;
      } while (elapsed(start) < 0.002);
      rates[i].push_back(multiply_adds * static_cast<double>(times) / elapsed(start));
    }
  } while (elapsed(begin) < seconds);
  Json result = Json::object();
  for (size_t i = 0; i < ways.size(); ++i) {
    std::ranges::sort(rates[i]);
    result[ways[i].first] = rates[i][rates[i].size() / 2];
  }
  return result;
}

}  // namespace aimodel
