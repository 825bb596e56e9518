// Gradients against central differences, in double.
#include <cmath>

#include <doctest/doctest.h>

#include "base/random.h"
#include "losses/workbench.h"
#include "spec/schema.h"

using namespace aimodel;

namespace {

const LossContext kContext = {{"a", "b", "c", "d"}, {1, 2, 3, 4}};

struct Case {
  std::string type;
  std::string options;
  int64_t width;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const std::string& type : schema_names("losses")) {
    for (const Json& example : schema("losses/" + type)["examples"]) {
      if (type != "cross_entropy") all.push_back({type, example.dump(), 1});
      if (type != "binary_cross_entropy") all.push_back({type, example.dump(), 4});
    }
  }
  const std::string weights = R"("class_weights": {"a": 3, "b": 0.25})";
  all.push_back({"cross_entropy",
                 R"({"type": "cross_entropy", "label_smoothing": 0.3, )" + weights + "}", 4});
  all.push_back({"binary_cross_entropy",
                 R"({"type": "binary_cross_entropy", "label_smoothing": 0.3, )" + weights + "}",
                 1});
  for (const char* gamma : {"0", "0.5", "1", "3.7"}) {
    for (const int64_t width : {1, 4}) {
      all.push_back({"focal",
                     R"({"type": "focal", "gamma": )" + std::string(gamma) + ", " + weights + "}",
                     width});
    }
  }
  return all;
}

}  // namespace

TEST_CASE("every gradient is the derivative of its loss") {
  constexpr int64_t kRows = 17;
  constexpr double kStep = 1e-6;
  for (const Case& one : cases()) {
    CAPTURE(one.options);
    CAPTURE(one.width);
    const Random random(5);
    Workbench bench;
    bench.loss = make_loss(options_from("losses/" + one.type, one.options), kContext);
    bench.width = one.width;
    bench.scale = 1.0 / kRows;
    const bool classes = of_classes(one.type);
    for (uint64_t i = 0; i < uint64_t(kRows * one.width); ++i)
      bench.z.push_back(2 * random.normal(i));
    for (uint64_t i = 0; i < uint64_t(classes ? kRows : kRows * one.width); ++i) {
      const Random draws = random.branch("target");
      const auto index = static_cast<double>(draws.below(one.width == 1 ? 2 : 4, i));
      bench.target.push_back(classes ? index : 3 * draws.uniform(i));
    }
    for (uint64_t i = 0; i < kRows; ++i) bench.weight.push_back(random.branch("weight").uniform(i));
    bench.run();
    const std::vector<real> gradient = bench.dz;
    for (size_t i = 0; i < bench.z.size(); ++i) {
      const real middle = bench.z[i];
      const auto at = [&](double shift) {
        bench.z[i] = middle + shift;
        double total = 0;
        return bench.scale * bench.loss->compute(bench.outputs(), bench.targets(), bench.weights(),
                                                 1, {}, &total);
      };
      const double expected = (at(kStep) - at(-kStep)) / (2 * kStep);
      bench.z[i] = middle;
      CHECK(std::abs(gradient[i] - expected) < 1e-6);
    }
  }
}
