// Numbers worked by hand.
#include <cmath>

#include <doctest/doctest.h>

#include "losses/workbench.h"
#include "spec/mistake.h"

using namespace aimodel;

namespace {

const double kLog2 = std::log(2.0);
const LossContext kColours = {{"red", "green", "blue"}, {5, 3, 2}};

}  // namespace

TEST_CASE("cross-entropy of logits 0, log 2, log 5: probabilities 1/8, 2/8, 5/8") {
  Workbench bench = row_of(loss_of("cross_entropy"), {0, kLog2, std::log(5.0)}, {1});
  CHECK(bench.sum == near(std::log(4.0)));
  CHECK(bench.dz[0] == near(0.125));
  CHECK(bench.dz[1] == near(-0.75));
  CHECK(bench.dz[2] == near(0.625));
  bench.loss->predict(bench.outputs());
  CHECK(bench.z[0] == near(0.125));
  CHECK(bench.z[1] == near(0.25));
  CHECK(bench.z[2] == near(0.625));
}

TEST_CASE("label smoothing spreads a share over all classes, the true one too") {
  const Workbench bench = row_of(loss_of("cross_entropy", R"(, "label_smoothing": 0.4)"),
                                 {kLog2, 0}, {0});  // 2/3, 1/3; targets 0.8, 0.2
  CHECK(bench.sum == near(-0.8 * std::log(2.0 / 3) - 0.2 * std::log(1.0 / 3)));
  CHECK(bench.dz[0] == near(2.0 / 3 - 0.8));
  CHECK(bench.dz[1] == near(1.0 / 3 - 0.2));
}

TEST_CASE("binary cross-entropy of a logit log 3: probability 3/4") {
  const double z = std::log(3.0);
  Workbench bench = row_of(loss_of("binary_cross_entropy"), {z}, {1});
  CHECK(bench.sum == near(std::log(4.0 / 3)));
  CHECK(bench.dz[0] == near(-0.25));
  bench.target = reals({0});
  bench.run();
  CHECK(bench.sum == near(std::log(4.0)));
  CHECK(bench.dz[0] == near(0.75));
  bench.loss->predict(bench.outputs());
  CHECK(bench.z[0] == near(0.75));
}

TEST_CASE("binary label smoothing moves the target to the middle") {
  const Workbench bench =
      row_of(loss_of("binary_cross_entropy", R"(, "label_smoothing": 0.4)"), {std::log(3.0)}, {1});
  CHECK(bench.sum == near(-0.8 * std::log(0.75) - 0.2 * std::log(0.25)));
  CHECK(bench.dz[0] == near(0.75 - 0.8));
}

TEST_CASE("focal with one logit or two sees the same probability") {
  for (const bool one : {true, false}) {
    CAPTURE(one);
    const std::vector<double> z =
        one ? std::vector<double>{std::log(3.0)} : std::vector<double>{0, std::log(3.0)};
    const Workbench bench = row_of(loss_of("focal"), z, {1});
    CHECK(bench.sum == near(-0.0625 * std::log(0.75)));
    // c q with c = q^2 (2 p log(p) / q - 1)
    const double slope = 0.25 * 0.0625 * (2 * 0.75 * std::log(0.75) / 0.25 - 1);
    CHECK(bench.dz.back() == near(slope));
    if (!one) CHECK(bench.dz[0] == near(-slope));
  }
}

TEST_CASE("focal with gamma 0 is cross-entropy") {
  const Workbench focal = row_of(loss_of("focal", R"(, "gamma": 0)"), {0.3, -1, 2}, {0});
  const Workbench entropy = row_of(loss_of("cross_entropy"), {0.3, -1, 2}, {0});
  CHECK(focal.sum == near(entropy.sum));
  for (size_t j = 0; j < 3; ++j) CHECK(focal.dz[j] == near(entropy.dz[j]));
}

TEST_CASE("the loss of a sure row is small, not 0") {
  const double scale = std::exp(20.0);
  CHECK(scale * row_of(loss_of("cross_entropy"), {20, 0}, {0}).sum == near(1));
  CHECK(scale * row_of(loss_of("binary_cross_entropy"), {-20}, {0}).sum == near(1));
}

TEST_CASE("class weights multiply the weights of rows") {
  for (const char* type : {"cross_entropy", "focal"}) {
    CAPTURE(type);
    Workbench plain = row_of(loss_of(type, "", kColours), {0, 1, 2}, {2});
    Workbench bench = row_of(loss_of(type, R"(, "class_weights": {"blue": 4, "red": 0})", kColours),
                             {0, 1, 2}, {2});
    CHECK(bench.sum == near(4 * plain.sum));
    CHECK(bench.total_weight == 4);
    CHECK(bench.dz[1] == near(4 * plain.dz[1]));
    bench.weight = reals({0.5});
    bench.run();
    CHECK(bench.sum == near(2 * plain.sum));
    CHECK(bench.total_weight == 2);
    CHECK(bench.loss->total_weight(bench.targets(), bench.weights()) == 2);
    bench.target = reals({1});  // not named: counts 1
    CHECK(bench.loss->total_weight(bench.targets(), nullptr) == 1);
    bench.target = reals({0});
    bench.run();
    CHECK(bench.sum == 0);
    CHECK(bench.dz == reals({0, 0, 0}));
  }
}

TEST_CASE("balanced class weights give each class the same say") {
  Workbench bench = row_of(loss_of("cross_entropy", R"(, "class_weights": "balanced")",
                                   {{"a", "b", "c", "never"}, {6, 3, 1, 0}}),
                           {0, 0, 0, 0}, {0});
  const auto factor = [&](double of_class) {
    bench.target = reals({of_class});
    return bench.loss->total_weight(bench.targets(), nullptr);
  };
  CHECK(factor(0) == near(10.0 / 18));  // rows / (classes with rows * rows of the class)
  CHECK(factor(1) == near(10.0 / 9));
  CHECK(factor(2) == near(10.0 / 3));
  CHECK(factor(3) == 1);
}

TEST_CASE("a class that the output does not have is refused, with a neighbour") {
  CHECK(mistake([] { loss_of("cross_entropy", R"(, "class_weights": {"gren": 2})", kColours); }) ==
        "losses/cross_entropy:1:45: class_weights: the output has no class \"gren\"\n"
        "  hint: did you mean \"green\"?");
}

TEST_CASE("class weights that leave nothing to learn are refused") {
  CHECK(
      mistake([] {
        loss_of("binary_cross_entropy", R"(, "class_weights": {"no": 0, "yes": 0})",
                {{"no", "yes"}, {1, 1}});
      }) ==
      "losses/binary_cross_entropy:1:34: class_weights: every class counts 0, so there is nothing "
      "to learn");
}
