// Numbers worked by hand.
#include <vector>

#include <doctest/doctest.h>

#include "optimizers/optimizer.h"
#include "spec/mistake.h"
#include "spec/schema.h"

using namespace aimodel;

namespace {

// One weight under an optimizer, with its moments.
struct Weight {
  OptimizerPtr optimizer;
  std::vector<real> moments;
  real w;
  int64_t steps = 0;

  Weight(const std::string& type, const std::string& options, double start)
      : optimizer(make_optimizer(options_from("optimizers/" + type, options))),
        moments(static_cast<size_t>(optimizer->buffers()), 0),
        w(static_cast<real>(start)) {}

  double step(double gradient, double weight_decay = 0) {
    std::vector<real*> buffers;
    for (real& moment : moments) buffers.push_back(&moment);
    const auto g = static_cast<real>(gradient);
    optimizer->update({++steps, optimizer->learning_rate(), weight_decay}, {&w, 1}, {&g, 1},
                      buffers);
    return w;
  }
};

doctest::Approx near(double value) {
  return doctest::Approx(value).epsilon(1e-6);
}

}  // namespace

TEST_CASE("sgd goes against the gradient") {
  Weight weight("sgd", R"({"type": "sgd", "learning_rate": 0.1})", 1);
  CHECK(weight.optimizer->buffers() == 0);
  CHECK(weight.step(0.5) == near(0.95));
  CHECK(weight.step(-2) == near(1.15));
}

TEST_CASE("sgd's momentum is the running sum of gradients") {
  Weight weight("sgd", R"({"type": "sgd", "learning_rate": 0.1, "momentum": 0.9})", 1);
  CHECK(weight.optimizer->buffers() == 1);
  CHECK(weight.step(1) == near(0.9));           // v = 1
  CHECK(weight.step(1) == near(0.9 - 0.19));    // v = 1.9
  CHECK(weight.step(0) == near(0.71 - 0.171));  // v = 1.71
}

TEST_CASE("sgd with nesterov adds the momentum that is to come") {
  Weight weight("sgd",
                R"({"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": true})", 1);
  CHECK(weight.step(1) == near(1 - 0.19));      // v = 1,    g + 0.9 v = 1.9
  CHECK(weight.step(1) == near(0.81 - 0.271));  // v = 1.9,  g + 0.9 v = 2.71
}

TEST_CASE("an L2 penalty pulls to 0 through the gradient") {
  Weight weight("sgd", R"({"type": "sgd", "learning_rate": 0.1})", 2);
  CHECK(weight.step(1, 0.5) == near(1.8));  // g + 0.5 * 2 = 2
}

TEST_CASE("rmsprop divides by the root of the mean square") {
  Weight weight("rmsprop", R"({"type": "rmsprop", "learning_rate": 0.1, "rho": 0.75})", 1);
  CHECK(weight.optimizer->buffers() == 1);
  CHECK(weight.step(2) == near(0.8));  // s = 0.25 * 4 = 1
  CHECK(weight.step(1) == near(0.7));  // s = 0.75 + 0.25 = 1
}

TEST_CASE("rmsprop's momentum runs over the divided gradients") {
  Weight weight("rmsprop",
                R"({"type": "rmsprop", "learning_rate": 0.1, "rho": 0.75, "momentum": 0.5})", 1);
  CHECK(weight.optimizer->buffers() == 2);
  CHECK(weight.step(2) == near(0.8));  // v = 2
  CHECK(weight.step(1) == near(0.6));  // v = 0.5 * 2 + 1
}

TEST_CASE("adagrad divides by the root of the sum of squares") {
  Weight weight("adagrad", R"({"type": "adagrad", "learning_rate": 0.1})", 1);
  CHECK(weight.step(3) == near(0.9));         // s = 9
  CHECK(weight.step(4) == near(0.9 - 0.08));  // s = 25
}

TEST_CASE("adam's first step has the size of the rate whatever the gradient") {
  for (const double gradient : {1e-3, 1.0, 1e3}) {
    Weight weight("adam", R"({"type": "adam", "learning_rate": 0.1})", 1);
    CHECK(weight.optimizer->buffers() == 2);
    CHECK(weight.step(gradient) == doctest::Approx(0.9).epsilon(1e-5));
  }
}

TEST_CASE("adam's second step, with easy shares") {
  Weight weight("adam", R"({"type": "adam", "learning_rate": 0.1, "beta_1": 0.5, "beta_2": 0.75})",
                1);
  CHECK(weight.step(2) == near(0.9));
  // m = 0.5 * 1 + 0.5 * 0 = 0.5,  m' = 0.5 / 0.75;  v = 0.75 * 1 = 0.75,  v' = 0.75 / 0.4375
  CHECK(weight.step(0) == near(0.9 - 0.1 * (0.5 / 0.75) / 1.3093073414159542));
}

TEST_CASE("adam's epsilon stands outside the root") {
  Weight weight("adam", R"({"type": "adam", "learning_rate": 0.1, "epsilon": 1})", 1);
  CHECK(weight.step(1) == near(0.95));
}

TEST_CASE("adam's penalty is lost in its scale, adamw's decay is not") {
  Weight adam("adam", R"({"type": "adam", "learning_rate": 0.1})", 2);
  CHECK(adam.step(0.5, 0.5) == near(1.9));
  Weight adamw("adamw", R"({"type": "adamw", "learning_rate": 0.1})", 2);
  CHECK(adamw.step(0.5, 0.5) == near(2 * (1 - 0.05) - 0.1));
}

TEST_CASE("a gradient of 0 leaves the weight where it is") {
  for (const std::string& name : schema_names("optimizers")) {
    CAPTURE(name);
    Weight weight(name, R"({"type": ")" + name + "\"}", 0.75);
    CHECK(weight.step(0) == 0.75);
  }
}

TEST_CASE("every example of every schema makes an optimizer") {
  for (const std::string& name : schema_names("optimizers")) {
    for (const Json& example : schema("optimizers/" + name)["examples"]) {
      CAPTURE(example.dump());
      const OptimizerPtr made = make_optimizer(options_from("optimizers/" + name, example.dump()));
      CHECK(made->learning_rate() > 0);
      CHECK(made->weight_decay() == (name == "adamw" || name == "muon" ? 0.01 : 0));
    }
  }
}

TEST_CASE("nesterov without momentum is refused") {
  CHECK(mistake([] {
          make_optimizer(options_from("optimizers/sgd", R"({"type": "sgd", "nesterov": true})"));
        }) ==
        "optimizers/sgd:1:17: nesterov looks ahead along the momentum, which is 0\n"
        "  hint: set momentum, as in \"momentum\": 0.9, or leave nesterov out");
}
