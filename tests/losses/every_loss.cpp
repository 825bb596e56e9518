// What every loss keeps, on the examples of its schema.
#include <cmath>
#include <cstring>

#include <doctest/doctest.h>

#include "base/random.h"
#include "losses/workbench.h"
#include "spec/schema.h"
#include "tensor/parallel.h"

using namespace aimodel;

namespace {

// Random rows that fit a loss, with weights; focal is tried with one logit and with several.
Workbench draw(const std::string& type, const Json& example, int64_t rows, int64_t width) {
  const Random random(3);
  Workbench bench;
  bench.loss = make_loss(options_from("losses/" + type, example.dump()), {});
  bench.width = width;
  const int64_t targets = of_classes(type) ? rows : rows * width;
  for (int64_t i = 0; i < rows * width; ++i) {
    bench.z.push_back(static_cast<real>(2 * random.normal(uint64_t(i))));
  }
  for (int64_t i = 0; i < targets; ++i) {
    const uint64_t classes = static_cast<uint64_t>(std::max<int64_t>(width, 2));
    const uint64_t value =
        random.branch("target").below(of_classes(type) ? classes : 5, uint64_t(i));
    bench.target.push_back(static_cast<real>(value));
  }
  for (int64_t i = 0; i < rows; ++i) {
    bench.weight.push_back(static_cast<real>(random.branch("weight").uniform(uint64_t(i))));
  }
  return bench;
}

std::vector<int64_t> widths(const std::string& type) {
  if (type == "binary_cross_entropy") return {1};
  if (type == "cross_entropy") return {2, 5};
  return {1, 3};
}

template <typename Check>
void for_each_loss(int64_t rows, const Check& check) {
  for (const std::string& type : schema_names("losses")) {
    for (const Json& example : schema("losses/" + type)["examples"]) {
      for (const int64_t width : widths(type)) {
        CAPTURE(example.dump());
        CAPTURE(width);
        Workbench bench = draw(type, example, rows, width);
        check(bench);
      }
    }
  }
}

}  // namespace

TEST_CASE("the loss of rows is the sum of the losses of each, weighted and scaled") {
  for_each_loss(700, [](Workbench& bench) {
    bench.scale = 0.25;
    bench.run();
    double sum = 0, total = 0;
    bool same_gradient = true;
    const size_t targets = bench.target.size() / bench.weight.size();
    for (size_t i = 0; i < bench.weight.size(); ++i) {
      const auto width = static_cast<size_t>(bench.width);
      std::vector<real> z(bench.z.begin() + int64_t(i * width),
                          bench.z.begin() + int64_t((i + 1) * width));
      std::vector<real> y(bench.target.begin() + int64_t(i * targets),
                          bench.target.begin() + int64_t((i + 1) * targets));
      Workbench row{std::move(bench.loss), z, y, {}, bench.width, 1, {}, 0, 0};
      row.run();
      bench.loss = std::move(row.loss);
      sum += bench.weight[i] * row.sum;
      total += bench.weight[i];
      for (size_t j = 0; j < width; ++j) {
        const double expected = 0.25 * bench.weight[i] * row.dz[j];
        const double got = bench.dz[i * width + j];
        same_gradient =
            same_gradient && std::abs(got - expected) <= 1e-6 * std::abs(expected) + 1e-7;
      }
    }
    CHECK(bench.sum == doctest::Approx(sum).epsilon(1e-6));
    CHECK(bench.total_weight == doctest::Approx(total).epsilon(1e-9));
    CHECK(bench.loss->total_weight(bench.targets(), bench.weights()) == bench.total_weight);
    CHECK(same_gradient);
  });
}

TEST_CASE("the gradient may take the place of the outputs, or be left out") {
  for_each_loss(50, [](Workbench& bench) {
    bench.run();
    double total = 0;
    const double alone =
        bench.loss->compute(bench.outputs(), bench.targets(), bench.weights(), 1, {}, &total);
    CHECK(alone == doctest::Approx(bench.sum).epsilon(1e-5));
    const double in_place = bench.loss->compute(bench.outputs(), bench.targets(), bench.weights(),
                                                1, bench.outputs(), &total);
    CHECK(in_place == bench.sum);
    CHECK(bench.z == bench.dz);
    CHECK(total == doctest::Approx(2 * bench.total_weight));
  });
}

TEST_CASE("a loss has the same bits with one thread and with several") {
  for_each_loss(20000, [](Workbench& bench) {
    bench.run();
    const double sum = bench.sum;
    const std::vector<real> dz = bench.dz;
    with_team(3, [&] { bench.run(); });
    CHECK(bench.sum == sum);
    CHECK(std::memcmp(dz.data(), bench.dz.data(), dz.size() * sizeof(real)) == 0);
  });
}

TEST_CASE("rows of weight 0 count for nothing") {
  for_each_loss(9, [](Workbench& bench) {
    bench.weight.assign(bench.weight.size(), 0);
    bench.run();
    CHECK(bench.sum == 0);
    CHECK(bench.total_weight == 0);
    for (const real slope : bench.dz) CHECK(slope == 0);
  });
}

TEST_CASE("outputs of any size give finite losses, gradients and predictions") {
  for_each_loss(64, [](Workbench& bench) {
    for (size_t i = 0; i < bench.z.size(); ++i) {
      bench.z[i] = static_cast<real>(i % 3 == 0 ? 1e4 : i % 3 == 1 ? -1e4 : 0);
    }
    bench.run();
    CHECK(std::isfinite(bench.sum));
    for (const real slope : bench.dz) CHECK(std::isfinite(slope));
    bench.loss->predict(bench.outputs());
    for (const real prediction : bench.z) CHECK(std::isfinite(prediction));
  });
}

TEST_CASE("what is not a number stays visible") {
  for_each_loss(3, [](Workbench& bench) {
    bench.z[0] = std::nan("");
    bench.run();
    CHECK(std::isnan(bench.sum));
  });
}
