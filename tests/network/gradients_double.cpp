// The gradients of a whole network in double.
#include "network/check_gradients.h"

using namespace aimodel;

TEST_CASE("a network's parameter gradients, tables of embeddings included") {
  Example example;
  check_parameter_gradients(example, Tape::Mode::training);
  check_parameter_gradients(example, Tape::Mode::gradient);
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

namespace {

// The example with its first group whitened, with and without layers of its own.
std::string whitened(bool layers) {
  std::string text = kExampleSpec;
  const std::string group = R"("type": "number",)";
  text.insert(text.find(group) + group.size(), R"("whitening": true,)");
  const std::string own = R"(,
     "network": [{"type": "dense", "units": 3, "activation": "tanh"}])";
  REQUIRE(text.find(own) != std::string::npos);
  if (!layers) text.erase(text.find(own), own.size());
  return text;
}

std::string with_members(std::string text, int count) {
  const std::string training = R"("training": {})";
  return text.replace(text.find(training), training.size(),
                      "\"training\": {\"members\": " + std::to_string(count) + "}");
}

void check_embedded_gradients(Example& example) {
  const auto mode = Tape::Mode::gradient;
  // Memory of its own, to be changed number by number.
  example.begin(mode);
  const std::span<Tensor> embedded = example.network.embed(example.batch(), example.tape);
  REQUIRE(embedded.size() == 3 * example.network.members());
  std::vector<std::vector<real>> numbers;
  for (const Tensor& part : embedded) numbers.emplace_back(part.data, part.data + part.size());
  std::vector<Tensor> inputs = views(numbers, embedded);

  example.begin(mode);
  const std::span<Tensor> z = example.network.forward(inputs, example.tape);
  const auto c = random_like(z);
  auto dz = c;
  const std::span<Tensor> made = example.network.backward(views(dz, z), example.tape);
  CHECK(example.tape.kept() == 0);
  REQUIRE(made.size() == embedded.size());
  std::vector<std::vector<real>> dx;
  for (size_t g = 0; g < made.size(); ++g) {
    REQUIRE(made[g].shape == inputs[g].shape);
    dx.emplace_back(made[g].data, made[g].data + made[g].size());
  }
  for (size_t g = 0; g < dx.size(); ++g) {
    for (size_t i = 0; i < dx[g].size(); ++i) {
      const double numeric = difference(numbers[g][i], [&] {
        example.begin(mode);
        return combine(c, example.network.forward(inputs, example.tape));
      });
      CHECK_MESSAGE(near(dx[g][i], numeric), "group ", g, "[", i, "]: ", dx[g][i], ", not ",
                    numeric);
    }
  }
}

}  // namespace

TEST_CASE("a network's gradients by what embed gave") {
  for (const std::string& text : {std::string(kExampleSpec), whitened(true), whitened(false)}) {
    Example example(text);
    check_embedded_gradients(example);
    // Of members the numbers are those of all, the tables each one's own.
    Example members(with_members(text, 2));
    check_embedded_gradients(members);
  }
}

TEST_CASE("the gradient of the members' losses, each of its own outputs") {
  Example example(with_members(kExampleSpec, 2));
  check_parameter_gradients(example, Tape::Mode::training);
}

TEST_CASE("a network's parameter gradients where a group is whitened, which itself has none") {
  for (const bool layers : {true, false}) {
    Example example(whitened(layers));
    for (const Param* param : example.network.whitening(0)) {
      CHECK(param->kind == ParamKind::frozen);
      CHECK(example.tape.grad(*param).data == nullptr);
    }
    check_parameter_gradients(example, Tape::Mode::training);
    check_parameter_gradients(example, Tape::Mode::gradient);
  }
}

TEST_CASE("backward adds the parameter gradients that backward_parameters adds") {
  Example example;
  example.begin(Tape::Mode::gradient);
  const std::span<Tensor> z = example.network.forward(example.batch(), example.tape);
  const auto c = random_like(z);
  auto dz = c;
  example.network.backward_parameters(views(dz, z), example.tape);
  const std::span<const real> all = example.gradients.values();
  const std::vector<real> expected(all.begin(), all.end());

  example.begin(Tape::Mode::gradient);
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
