#include <map>

#include "layers/workbench.h"

using namespace aimodel;

namespace {

struct Example {
  std::string layer;
  std::vector<double> y, dx;  // at -2, 0.5 and 3, for dy = 1
};

// e^-2 = 0.1353353, e^0.5 = 1.6487213, e^3 = 20.0855369; Phi(2) = 0.9772499, Phi(0.5) = 0.6914625,
// Phi(3) = 0.9986501; phi(2) = 0.0539910, phi(0.5) = 0.3520653, phi(3) = 0.0044318
const Example kExamples[] = {
    {R"({"type": "relu"})", {0, 0.5, 3}, {0, 1, 1}},
    {R"({"type": "leaky_relu"})", {-0.02, 0.5, 3}, {0.01, 1, 1}},
    {R"({"type": "leaky_relu", "alpha": 0.2})", {-0.4, 0.5, 3}, {0.2, 1, 1}},
    {R"({"type": "elu"})", {-0.8646647, 0.5, 3}, {0.1353353, 1, 1}},
    {R"({"type": "elu", "alpha": 0.5})", {-0.4323324, 0.5, 3}, {0.0676676, 1, 1}},
    {R"({"type": "gelu"})",
     {-2 * 0.0227501, 0.5 * 0.6914625, 3 * 0.9986501},
     {0.0227501 - 2 * 0.0539910, 0.6914625 + 0.5 * 0.3520653, 0.9986501 + 3 * 0.0044318}},
    {R"({"type": "silu"})",
     {-2 * 0.1192029, 0.5 * 0.6224593, 3 * 0.9525741},
     {0.1192029 - 2 * 0.1049936, 0.6224593 + 0.5 * 0.2350037, 0.9525741 + 3 * 0.0451767}},
    {R"({"type": "sigmoid"})",
     {0.1192029, 0.6224593, 0.9525741},
     {0.1049936, 0.2350037, 0.0451767}},
    {R"({"type": "tanh"})", {-0.9640276, 0.4621172, 0.9950548}, {0.0706508, 0.7864477, 0.0098660}},
    {R"({"type": "softplus"})",
     {0.1269280, 0.9740770, 3.0485874},
     {0.1192029, 0.6224593, 0.9525741}},
};

}  // namespace

TEST_CASE("activations: numbers worked by hand, as layers and inside dense") {
  for (const Example& example : kExamples) {
    CAPTURE(example.layer);
    Workbench bench(layer_from(example.layer, {3}));
    const Numbers x({1, 3}, std::vector<double>{-2, 0.5, 3});
    for (const auto mode : {Tape::Mode::inference, Tape::Mode::training}) {
      const Numbers y = bench.forward(x, mode);
      for (int64_t i = 0; i < 3; ++i) {
        CHECK(y.at(i) == doctest::Approx(example.y[static_cast<size_t>(i)]).epsilon(1e-5));
      }
    }
    const Numbers dx = bench.backward(Numbers({1, 3}, real{1}));
    for (int64_t i = 0; i < 3; ++i) {
      CHECK(dx.at(i) == doctest::Approx(example.dx[static_cast<size_t>(i)]).epsilon(1e-5));
    }
  }
}

TEST_CASE("an activation inside dense is the one of the same name beside it, bit for bit") {
  for (const char* name :
       {"relu", "leaky_relu", "elu", "gelu", "silu", "sigmoid", "tanh", "softplus"}) {
    CAPTURE(name);
    const std::string quoted = '"' + std::string(name) + '"';
    Workbench inside(
        layer_from(R"({"type": "dense", "units": 4, "activation": )" + quoted + "}", {5}));
    Workbench beside(layer_from(
        R"({"type": "repeat", "times": 1, "layers": [{"type": "dense", "units": 4}, {"type": )" +
            quoted + "}]}",
        {5}));
    REQUIRE(inside.values() == beside.values());
    const Numbers x = Numbers::random({9, 5}, 2);
    for (const auto mode : {Tape::Mode::inference, Tape::Mode::training}) {
      CHECK(inside.forward(x, mode) == beside.forward(x, mode));
    }
    const Numbers dy = Numbers::random({9, 4}, 3);
    CHECK(inside.backward(dy) == beside.backward(dy));
    CHECK(inside.gradients() == beside.gradients());
  }
}
