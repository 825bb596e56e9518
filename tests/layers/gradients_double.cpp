// Every layer's gradients in double, against central differences of a random combination of its
// outputs.
#include <cmath>

#include "layers/examples.h"

using namespace aimodel;

namespace {

constexpr double kStep = 1e-5;
constexpr double kTolerance = 1e-6;

const std::vector<Shape> kInputs = {{5}, {3, 4}};
constexpr int64_t kRows = 4;

// The loss that is differentiated: sum(c * y) for a random c.
double combine(const Numbers& c, const Numbers& y) {
  double sum = 0;
  for (size_t i = 0; i < y.data.size(); ++i) sum += c.data[i] * y.data[i];
  return sum;
}

bool near(double exact, double numeric) {
  return std::abs(exact - numeric) <= kTolerance * std::max(1.0, std::abs(numeric));
}

// The derivative of the loss by one number, which is put back. Each pass starts from the same
// running statistics.
double numeric_gradient(Workbench& bench, const Numbers& x, Tape::Mode mode, const Numbers& c,
                        real& number) {
  const std::vector<real> statistics = bench.statistics();
  const real before = number;
  const auto loss_at = [&](real value) {
    number = value;
    const double loss = combine(c, bench.forward(x, mode));
    bench.restore_statistics(statistics);
    return loss;
  };
  const double above = loss_at(before + kStep), below = loss_at(before - kStep);
  number = before;
  return (above - below) / (2 * kStep);
}

void check_gradients(Workbench& bench, Numbers& x, Tape::Mode mode) {
  const std::vector<real> statistics = bench.statistics();
  const Numbers before = x;
  const Numbers y = bench.forward(x, mode);
  const Numbers c = Numbers::random(y.shape, 3);
  const Numbers dx = bench.backward(c);
  bench.restore_statistics(statistics);
  CHECK(bench.tape().kept() == 0);
  CHECK(x == before);  // neither direction writes to it
  REQUIRE(dx.shape == x.shape);
  for (size_t i = 0; i < x.data.size(); ++i) {
    const double numeric = numeric_gradient(bench, x, mode, c, x.data[i]);
    CHECK_MESSAGE(near(dx.data[i], numeric), "dx[", i, "] = ", dx.data[i], ", not ", numeric);
  }
  for (const Param* param : bench.params()) {
    if (!param->trained()) continue;
    const Numbers gradient(bench.gradient(*param));
    const Tensor value = bench.value(*param);
    for (int64_t i = 0; i < value.size(); ++i) {
      const double added = numeric_gradient(bench, x, mode, c, value[i]);
      CHECK_MESSAGE(near(gradient.at(i), 1 + added), "d ", param->name, "[", i,
                    "]: ", gradient.at(i), ", not 1 + ", added);
    }
  }
}

// The same gradients of parameters where nobody needs dx, as in a network's first layer.
void check_parameters_alone(Workbench& bench, const std::string& text, const Numbers& x) {
  Workbench first(layer_from(text, x.shape.without_rows(), false));
  const auto gradients = [&](Workbench& of) {
    const std::vector<real> statistics = of.statistics();
    const Numbers c = Numbers::random(of.forward(x, Tape::Mode::training).shape, 3);
    of.backward(c);
    of.restore_statistics(statistics);
    CHECK(of.tape().kept() == 0);
    return of.gradients();
  };
  CHECK(gradients(first) == gradients(bench));
}

}  // namespace

TEST_CASE("every layer's gradients are those of its outputs") {
  for_each_example(kInputs, [](const std::string& text, const Shape& input, LayerPtr layer) {
    Workbench bench(std::move(layer));
    Numbers x = Numbers::random(input.with_rows(kRows), 2);
    for (const auto mode : {Tape::Mode::training, Tape::Mode::gradient}) {
      const bool training = mode == Tape::Mode::training;
      CAPTURE(training);
      check_gradients(bench, x, mode);
    }
    check_parameters_alone(bench, text, x);
  });
}

TEST_CASE("a layer in a list gets the gradients of what follows it") {
  // The last layer's in-place work on dy, and what they
  // keep, together.
  for_each_example(kInputs, [](const std::string& text, const Shape& input, LayerPtr) {
    const std::string list = R"({"type": "sequence", "layers": [{"type": "gelu"}, )" + text +
                             R"(, {"type": "dense", "units": 2, "activation": "tanh"}]})";
    Workbench bench(layer_from(list, input));
    Numbers x = Numbers::random(input.with_rows(kRows), 4);
    check_gradients(bench, x, Tape::Mode::training);
    check_parameters_alone(bench, list, x);
  });
}
