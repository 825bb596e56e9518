// Names, shared parameters, frozen parts and ways to join, in double.
#include "layers/check_error.h"
#include "network/check_gradients.h"

using namespace aimodel;

namespace {

constexpr Tape::Mode kModes[] = {Tape::Mode::training, Tape::Mode::gradient};

// The example with other layers, and options for its input groups.
std::string spec_with(const std::string& network, const std::string& first = "",
                      const std::string& second = "", const std::string& third = "") {
  return R"({"inputs": [
    {"columns": ["a", "b"], "type": "number")" +
         first + R"(},
    {"columns": ["c", "d"], "type": "category")" +
         second + R"(},
    {"columns": ["e", "f"], "type": "category", "encoding": "embedding")" +
         third + R"(}],
    "network": )" +
         network + R"(,
    "outputs": [
      {"column": "kind", "type": "category"},
      {"columns": ["size", "weight"], "type": "number", "activation": "sigmoid"},
      {"column": "alive", "type": "binary"}],
    "training": {}})";
}

void check_network(const std::string& spec) {
  CAPTURE(spec);
  for (const auto mode : kModes) {
    Example example(spec);
    check_parameter_gradients(example, mode);
  }
}

std::vector<real> outputs(Example& example) {
  example.begin(Tape::Mode::inference);
  std::vector<real> all;
  for (const Tensor& z : example.network.forward(example.batch(), example.tape)) {
    all.insert(all.end(), z.data, z.data + z.size());
  }
  return all;
}

const Param& param(const Example& example, const std::string& name) {
  for (const Param* p : example.network.layout().params()) {
    if (p->name == name) return *p;
  }
  FAIL("no parameter " << name);
  return *example.network.layout().params()[0];
}

}  // namespace

TEST_CASE("gradients go back through names of layers and of lists, each used any number of times") {
  check_network(spec_with(R"([
    {"type": "dense", "units": 4, "activation": "tanh", "name": "first"},
    {"type": "dense", "units": 4, "activation": "gelu"},
    {"type": "add", "with": "first"},
    {"type": "concat", "with": "first"},
    {"type": "dense", "units": 3, "activation": "silu"},
    {"type": "concat", "with": "first"}])"));
  check_network(spec_with(R"([
    {"type": "sequence", "name": "s", "layers": [
      {"type": "dense", "units": 3, "activation": "tanh"}, {"type": "layer_norm"}]},
    {"type": "residual", "layers": [{"type": "dense", "units": 3, "name": "inside"}]},
    {"type": "parallel", "branches": [
      [{"type": "dense", "units": 2, "name": "p"}],
      [{"type": "concat", "with": "p"}, {"type": "concat", "with": "inside"}]]},
    {"type": "concat", "with": "s"}])"));
}

TEST_CASE("gradients go back through names of input groups of each kind") {
  const std::string network = R"([{"type": "dense", "units": 3, "activation": "tanh"},
    {"type": "concat", "with": "numbers"}, {"type": "concat", "with": "values"},
    {"type": "concat", "with": "table"}])";
  check_network(spec_with(network, R"(, "name": "numbers")", R"(, "name": "values")",
                          R"(, "name": "table")"));
  const std::string layers =
      R"(, "network": [{"type": "dense", "units": 2, "activation": "gelu"}])";
  check_network(spec_with(network, R"(, "name": "numbers")" + layers,
                          R"(, "name": "values")" + layers, R"(, "name": "table")" + layers));
}

TEST_CASE("a named group gives what it gives without a name") {
  const std::string network = R"([{"type": "dense", "units": 3, "activation": "tanh"}])";
  Example without(spec_with(network)),
      with(spec_with(network, R"(, "name": "a")", R"(, "name": "b")", R"(, "name": "c")"));
  const std::vector<real> one = outputs(without), other = outputs(with);
  REQUIRE(one.size() == other.size());
  for (size_t i = 0; i < one.size(); ++i) CHECK(one[i] == doctest::Approx(other[i]).epsilon(1e-12));
}

TEST_CASE("groups of one size can be added up") {
  const auto to = [](const std::string& more) {
    return R"(, "network": [{"type": "dense", "units": 3, "activation": "tanh"})" + more + "]";
  };
  std::string text = spec_with(R"([{"type": "dense", "units": 4, "activation": "tanh"}])", to(""),
                               to(""), to(R"(, {"type": "layer_norm"})"));
  text.insert(1, R"("join": "add", )");
  check_network(text);
  Example example(text);
  CHECK(param(example, "network.0.weight").shape == Shape{3, 4});

  std::string uneven = spec_with("[]", to(""), "", to(""));
  uneven.insert(1, R"("join": "add", )");
  CHECK(error_of([&] { Example{uneven}; }) ==
        "spec.json:3:5: gives [n, 7] where the groups before give [n, 3]: they cannot be added");
}

TEST_CASE("a tied layer has the other's weight, and adds to its gradient") {
  const std::string network = R"([
    {"type": "dense", "units": 11, "activation": "tanh", "name": "first"},
    {"type": "dense", "units": 11, "tie": "first", "activation": "gelu", "name": "second"},
    {"type": "dense", "units": 11, "tie": "second", "bias": false},
    {"type": "dense", "units": 2}])";
  const std::string narrow = R"(, "network": [{"type": "dense", "units": 2}])";
  check_network(spec_with(network, "", "", narrow));  // 2 + 7 + 2 columns
}

TEST_CASE("a shared list is the same layers each time") {
  const std::string network = R"([
    {"type": "dense", "units": 3, "activation": "tanh"},
    {"type": "repeat", "times": 3, "shared": true, "layers": [
      {"type": "dense", "units": 3, "activation": "gelu", "name": "round"},
      {"type": "layer_norm"}, {"type": "add", "with": "round"}]},
    {"type": "add", "with": "round"}])";
  check_network(spec_with(network));
  const Example example(spec_with(network));
  CHECK(param(example, "network.1.layers.0.weight").shape == Shape{3, 3});
  for (const LayerSummary& row : example.network.layers()) {
    if (row.path == "network.1.layers.0") CHECK(row.multiply_adds == 27);
  }
  // Also where nothing before it is trained.
  check_network(spec_with(R"([{"type": "repeat", "times": 2, "shared": true, "layers": [
    {"type": "dense", "units": 14, "activation": "tanh"}]}])",
                          "", "", R"(, "trainable": false)"));
}

TEST_CASE("what is frozen has no gradient, and everything else has its own") {
  const std::string network = R"([
    {"type": "dense", "units": 4, "activation": "gelu", "trainable": false},
    {"type": "residual", "layers": [{"type": "dense", "units": 4, "activation": "tanh"}]},
    {"type": "sequence", "trainable": false, "layers": [
      {"type": "dense", "units": 4, "activation": "silu"}, {"type": "batch_norm"},
      {"type": "dropout", "rate": 0.3}, {"type": "layer_norm"}]},
    {"type": "parallel", "join": "add", "branches": [
      [{"type": "dense", "units": 4, "trainable": false}], [{"type": "dense", "units": 4}]]}])";
  for (const std::string& group : {std::string(), std::string(R"(, "trainable": false)")}) {
    const std::string text = spec_with(network, "", "", group);
    check_network(text);
    Example example(text);
    for (const std::string name : {"network.0.weight", "network.0.bias",
                                   "network.2.layers.0.weight", "network.2.layers.1.scale",
                                   "network.2.layers.3.shift", "network.3.branches.0.0.weight"}) {
      CHECK(param(example, name).kind == ParamKind::frozen);
      CHECK(example.tape.grad(param(example, name)).data == nullptr);
    }
    CHECK(param(example, "network.1.layers.0.weight").kind == ParamKind::weight);
    CHECK(param(example, "network.3.branches.1.0.weight").kind == ParamKind::weight);
    CHECK(param(example, "inputs.2.embedding.e").kind ==
          (group.empty() ? ParamKind::weight : ParamKind::frozen));
    // Frozen, batch_norm looks at rows one by one and changes nothing.
    CHECK(example.network.mixes_rows() == nullptr);
    example.begin(Tape::Mode::training);
    example.network.forward(example.batch(), example.tape);
    CHECK(example.gradients.statistics()[0] == 1);
  }
}

TEST_CASE("mistakes with names say where, and what was meant") {
  const auto mistake = [](const std::string& network) {
    return error_of([&] {
      Example{
          "{\"inputs\": [{\"columns\": [\"a\", \"b\"], \"type\": \"number\"},"
          "{\"column\": \"c\", \"type\": \"category\"},"
          "{\"column\": \"e\", \"type\": \"category\"}],\n\"network\": " +
          network +
          ",\n\"outputs\": [{\"column\": \"kind\", \"type\": \"category\"},"
          "{\"column\": \"size\", \"type\": \"number\"},"
          "{\"column\": \"alive\", \"type\": \"binary\"}]}"};
    });
  };
  CHECK(mistake(R"([{"type": "add", "with": "first"}])") ==
        "spec.json:2:29: no earlier layer or input group has the name \"first\"\n"
        "  hint: a layer or input group before it may have a \"name\"");
  CHECK(mistake(R"([{"type": "relu", "name": "first"}, {"type": "add", "with": "frist"}])") ==
        "spec.json:2:64: no earlier layer or input group has the name \"frist\"\n"
        "  hint: did you mean \"first\"?");
  CHECK(mistake(R"([{"type": "relu", "name": "x"}, {"type": "tanh", "name": "x"}])") ==
        "spec.json:2:61: \"x\" is the name of another layer or input group");
  CHECK(mistake(R"([{"type": "relu", "name": "x"}, {"type": "dense", "units": 3},
{"type": "add", "with": "x"}])") ==
        "spec.json:3:17: \"x\" is [n, 18] where the input is [n, 3]: they cannot be added");
  CHECK(mistake(R"([{"type": "relu", "name": "x"}, {"type": "dense", "units": 3, "tie": "x"}])") ==
        "spec.json:2:74: \"x\" has no weight to share");
  CHECK(mistake(R"([{"type": "dense", "units": 5, "name": "x"},
{"type": "dense", "units": 3, "tie": "x"}])") ==
        "spec.json:3:31: the weight of \"x\" has the shape [18, 5], not [5, 3]");
  CHECK(mistake(R"([{"type": "repeat", "times": 2, "shared": true, "layers": [
{"type": "dense", "units": 3}]}])") ==
        "spec.json:2:60: give [n, 3] where they get [n, 18]: they cannot be repeated with the same "
        "parameters");
}
