// The gradients of a whole network in double, against central differences of a random combination
// of its outputs.
#include <cmath>

#include "network/example.h"

using namespace aimodel;

namespace {

constexpr double kStep = 1e-5;
constexpr double kTolerance = 1e-6;

bool near(double exact, double numeric) {
  return std::abs(exact - numeric) <= kTolerance * std::max(1.0, std::abs(numeric));
}

// Random numbers of the shapes of the raw outputs.
std::vector<std::vector<real>> random_like(std::span<const Tensor> z) {
  std::vector<std::vector<real>> result;
  for (size_t i = 0; i < z.size(); ++i) {
    const Random draws = Random(3).branch(i);
    result.emplace_back(static_cast<size_t>(z[i].size()));
    for (size_t j = 0; j < result[i].size(); ++j) result[i][j] = draws.normal(j);
  }
  return result;
}

double combine(const std::vector<std::vector<real>>& c, std::span<const Tensor> z) {
  double sum = 0;
  for (size_t i = 0; i < z.size(); ++i) {
    for (size_t j = 0; j < c[i].size(); ++j) sum += c[i][j] * z[i].data[j];
  }
  return sum;
}

std::vector<Tensor> views(std::vector<std::vector<real>>& numbers, std::span<const Tensor> like) {
  std::vector<Tensor> result;
  for (size_t i = 0; i < numbers.size(); ++i) result.push_back({numbers[i].data(), like[i].shape});
  return result;
}

// (f(number + step) - f(number - step)) / (2 step)
template <typename Function>
double difference(real& number, const Function& f) {
  const real before = number;
  number = before + kStep;
  const double above = f();
  number = before - kStep;
  const double below = f();
  number = before;
  return (above - below) / (2 * kStep);
}

std::vector<real> copy(std::span<real> values) {
  return {values.begin(), values.end()};
}

void check_parameter_gradients(Example& example, Tape::Mode mode) {
  const std::vector<real> first = copy(example.parameters.values());
  const auto restore = [&] {
    std::copy(first.begin() + example.network.layout().trainable(), first.end(),
              example.parameters.values().begin() + example.network.layout().trainable());
  };
  example.begin(mode);
  const std::span<Tensor> z = example.network.forward(example.batch(), example.tape);
  const auto c = random_like(z);
  auto dz = c;
  example.network.backward_parameters(views(dz, z), example.tape);
  CHECK(example.tape.kept() == 0);
  restore();
  const std::vector<real> gradients = copy(example.gradients.values());
  for (const Param* param : example.network.layout().params()) {
    CAPTURE(param->name);
    const int64_t start = example.network.layout().offset(*param);
    for (int64_t i = 0; i < param->shape.elements(); ++i) {
      const auto at = static_cast<size_t>(start + i);
      const double added =
          param->zone == Zone::statistic ? 0 : difference(example.parameters.values()[at], [&] {
            example.begin(mode);
            const double loss = combine(c, example.network.forward(example.batch(), example.tape));
            restore();
            return loss;
          });
      CHECK_MESSAGE(near(gradients[at], 1 + added), "[", i, "]: ", gradients[at], ", not 1 + ",
                    added);
    }
  }
}

}  // namespace

TEST_CASE("a network's parameter gradients, tables of embeddings included") {
  Example example;
  check_parameter_gradients(example, Tape::Mode::training);
  check_parameter_gradients(example, Tape::Mode::probing);
}

TEST_CASE("a network's parameter gradients where nothing lies below the trunk") {
  // The first group alone has layers; then none has.
  std::string text = kExampleSpec;
  const std::string own = R"(,
     "network": [{"type": "dense", "units": 4, "activation": "gelu"}])";
  const std::string embedding = R"(, "encoding": "embedding")";
  const std::string first = R"(,
     "network": [{"type": "dense", "units": 3, "activation": "tanh"}])";
  for (const std::string& part : {own, embedding, first}) {
    REQUIRE(text.find(part) != std::string::npos);
    text.erase(text.find(part), part.size());
    Example example(text);
    check_parameter_gradients(example, Tape::Mode::training);
  }
}

TEST_CASE("a network's gradients by what embed gave") {
  for (const auto mode : {Tape::Mode::training, Tape::Mode::probing}) {
    Example example;
    const std::vector<real> statistics = copy(example.parameters.values());
    const auto restore = [&] {
      std::copy(statistics.begin(), statistics.end(), example.parameters.values().begin());
    };
    // Memory of its own, to be changed number by number.
    example.begin(mode);
    const std::span<Tensor> embedded = example.network.embed(example.batch(), example.tape);
    REQUIRE(embedded.size() == 3);
    std::vector<std::vector<real>> numbers;
    for (const Tensor& part : embedded) numbers.emplace_back(part.data, part.data + part.size());
    std::vector<Tensor> inputs = views(numbers, embedded);

    example.begin(mode);
    const std::span<Tensor> z = example.network.forward(inputs, example.tape);
    const auto c = random_like(z);
    auto dz = c;
    const std::span<Tensor> made = example.network.backward(views(dz, z), example.tape);
    CHECK(example.tape.kept() == 0);
    restore();
    REQUIRE(made.size() == 3);
    std::vector<std::vector<real>> dx;
    for (size_t g = 0; g < 3; ++g) {
      REQUIRE(made[g].shape == inputs[g].shape);
      dx.emplace_back(made[g].data, made[g].data + made[g].size());
    }
    for (size_t g = 0; g < 3; ++g) {
      for (size_t i = 0; i < dx[g].size(); ++i) {
        const double numeric = difference(numbers[g][i], [&] {
          example.begin(mode);
          const double loss = combine(c, example.network.forward(inputs, example.tape));
          restore();
          return loss;
        });
        CHECK_MESSAGE(near(dx[g][i], numeric), "group ", g, "[", i, "]: ", dx[g][i], ", not ",
                      numeric);
      }
    }
  }
}

TEST_CASE("backward adds the parameter gradients that backward_parameters adds") {
  Example example;
  example.begin(Tape::Mode::probing);
  const std::span<Tensor> z = example.network.forward(example.batch(), example.tape);
  const auto c = random_like(z);
  auto dz = c;
  example.network.backward_parameters(views(dz, z), example.tape);
  const std::vector<real> expected = copy(example.gradients.values());

  example.begin(Tape::Mode::probing);
  const std::span<Tensor> again = example.network.forward(example.batch(), example.tape);
  dz = c;
  example.network.backward(views(dz, again), example.tape);
  for (const Param* param : example.network.layout().params()) {
    CAPTURE(param->name);
    const bool table = param->name.find("embedding") != std::string::npos;
    const auto start = static_cast<size_t>(example.network.layout().offset(*param));
    for (size_t i = start; i < start + static_cast<size_t>(param->shape.elements()); ++i) {
      CHECK(example.gradients.values()[i] == (table ? 1 : expected[i]));
    }
  }
}
