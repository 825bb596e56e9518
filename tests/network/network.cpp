#include "network/network.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "layers/check_error.h"
#include "network/example.h"
#include "tensor/parallel.h"

using namespace aimodel;

namespace {

std::vector<real> copy(Tensor x) {
  return {x.data, x.data + x.size()};
}

bool same_bytes(const std::vector<real>& x, const std::vector<real>& y) {
  return x.size() == y.size() && std::memcmp(x.data(), y.data(), x.size() * sizeof(real)) == 0;
}

}  // namespace

TEST_CASE("parameters have names, and stand kind by kind") {
  const Example example;
  const Layout& layout = example.network.layout();
  struct Expected {
    std::string name;
    Shape shape;
    ParamKind kind;
  };
  // Joined: 3 + 4 + 3 one-hot + 4.
  const Expected expected[] = {
      {"inputs.0.network.0.weight", {2, 3}, ParamKind::weight},
      {"inputs.0.network.0.bias", {3}, ParamKind::bias},
      {"inputs.2.embedding.e", {5, 3}, ParamKind::weight},
      {"inputs.2.embedding.f", {4, 2}, ParamKind::weight},
      {"inputs.2.network.0.weight", {5, 4}, ParamKind::weight},
      {"inputs.2.network.0.bias", {4}, ParamKind::bias},
      {"network.0.layers.0.weight", {14, 6}, ParamKind::weight},
      {"network.0.layers.0.bias", {6}, ParamKind::bias},
      {"network.0.projection.weight", {14, 6}, ParamKind::weight},
      {"network.1.scale", {6}, ParamKind::bias},
      {"network.1.shift", {6}, ParamKind::bias},
      {"network.1.running_mean", {6}, ParamKind::statistic},
      {"network.1.running_variance", {6}, ParamKind::statistic},
      {"outputs.0.network.0.weight", {6, 5}, ParamKind::weight},
      {"outputs.0.network.0.bias", {5}, ParamKind::bias},
      {"outputs.0.weight", {5, 3}, ParamKind::weight},
      {"outputs.0.bias", {3}, ParamKind::bias},
      {"outputs.1.weight", {6, 2}, ParamKind::weight},
      {"outputs.1.bias", {2}, ParamKind::bias},
      {"outputs.2.weight", {6, 1}, ParamKind::weight},
      {"outputs.2.bias", {1}, ParamKind::bias},
  };
  REQUIRE(layout.params().size() == std::size(expected));
  const int64_t weights = 6 + 15 + 8 + 20 + 84 + 84 + 30 + 15 + 12 + 6;
  const int64_t biases = 3 + 4 + 6 + 6 + 6 + 5 + 3 + 2 + 1;
  int64_t next[] = {0, weights, weights + biases};
  for (size_t i = 0; i < std::size(expected); ++i) {
    const Param& param = *layout.params()[i];
    CHECK(param.name == expected[i].name);
    CHECK(param.shape == expected[i].shape);
    CHECK(param.kind == expected[i].kind);
    int64_t& offset = next[static_cast<size_t>(param.kind)];
    CHECK(layout.offset(param) == offset);
    CHECK(example.parameters[param].data == example.parameters.values().data() + offset);
    CHECK(example.tape.value(param).data == example.parameters.values().data() + offset);
    CHECK(example.tape.grad(param).data == example.gradients.values().data() + offset);
    offset += param.shape.elements();
  }
  CHECK(layout.size(ParamKind::weight) == weights);
  CHECK(layout.size(ParamKind::bias) == biases);
  CHECK(layout.size(ParamKind::statistic) == 12);
  CHECK(layout.trainable() == weights + biases);
  CHECK(layout.size() == weights + biases + 12);
  CHECK(example.parameters.values().size() == static_cast<size_t>(layout.size()));
}

TEST_CASE("a network tells its layers, their shapes, parameters and cost") {
  const Example example;
  struct Expected {
    std::string path, type, output;
    int64_t parameters;
    double multiply_adds;
    int depth;
  };
  const Expected expected[] = {
      {"inputs.0", "number", "[2]", 0, 0, 0},
      {"inputs.0.network.0", "dense", "[3]", 9, 6, 1},
      {"inputs.1", "category (one_hot)", "[7]", 0, 0, 0},
      {"inputs.2", "category (embedding)", "[5]", 23, 0, 0},
      {"inputs.2.network.0", "dense", "[4]", 24, 20, 1},
      {"network.0", "residual", "[6]", 0, 0, 0},
      {"network.0.layers.0", "dense", "[6]", 90, 84, 1},
      {"network.0.projection", "dense", "[6]", 84, 84, 1},
      {"network.1", "batch_norm", "[6]", 24, 0, 0},
      {"network.2", "dropout", "[6]", 0, 0, 0},
      {"outputs.0.network.0", "dense", "[5]", 35, 30, 0},
      {"outputs.0", "dense", "[3]", 18, 15, 0},
      {"outputs.1", "dense", "[2]", 14, 12, 0},
      {"outputs.2", "dense", "[1]", 7, 6, 0},
  };
  const std::vector<LayerSummary>& rows = example.network.layers();
  REQUIRE(rows.size() == std::size(expected));
  int64_t parameters = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].path == expected[i].path);
    CHECK(rows[i].type == expected[i].type);
    CHECK(to_string(rows[i].output) == expected[i].output);
    CHECK(rows[i].parameters == expected[i].parameters);
    CHECK(rows[i].multiply_adds == expected[i].multiply_adds);
    CHECK(rows[i].depth == expected[i].depth);
    parameters += rows[i].parameters;
  }
  CHECK(parameters == example.network.layout().size());
  CHECK(example.network.multiply_adds() == 257);
  CHECK(example.network.loss_weight(0) == 1);
  CHECK(example.network.loss_weight(1) == 0.25);
}

TEST_CASE("one_hot columns that a dense layer reads are counted as places, not as zeros") {
  const auto build = [](const std::string& network, const std::string& own) {
    const Spec spec = Spec::parse(R"({"inputs": [{"columns": ["a"], "type": "number"},
        {"columns": ["c", "d"], "type": "category", "network": [)" +
                                      own + R"(]}], "network": [)" + network +
                                      R"(], "outputs": [{"column": "y", "type": "number"}]})",
                                  "spec.json");
    const std::vector<Options> in = spec.inputs();
    return Network(spec, {{in[0], {"a"}, {{{1}}}}, {in[1], {"c", "d"}, {{{1}, 401}, {{1}, 301}}}},
                   {{spec.outputs()[0], "y", {"y"}}});
  };
  const std::string dense = R"({"type": "dense", "units": 10})";
  CHECK(build(dense, "").multiply_adds() == 3 * 10 + 10);
  CHECK(build(dense, "").layers()[1].held == 2);
  CHECK(build(dense, dense).multiply_adds() == 2 * 10 + 11 * 10 + 10);
  // Where another layer comes first the zeros are written out.
  const std::string dropout = R"({"type": "dropout", "rate": 0.5},)" + dense;
  CHECK(build(dropout, "").multiply_adds() == 701 * 10 + 10);
  CHECK(build(dropout, "").layers()[1].held == 700);
  CHECK(build("", "").layers()[1].held == 700);
}

TEST_CASE("embed: numbers as they are, a 1 for a value, the row of a table") {
  Example example;
  for (const auto mode : {Tape::Mode::inference, Tape::Mode::training}) {
    example.begin(mode);
    const std::span<Tensor> embedded = example.network.embed(example.batch(0, 2), example.tape);
    REQUIRE(embedded.size() == 3);
    CHECK(copy(embedded[0]) == std::vector<real>{real(0.3), real(-1.2), real(0.7), 2});
    CHECK(copy(embedded[1]) == std::vector<real>{1, 0, 0, 0, 1, 0, 0,  //
                                                 0, 0, 0, 1, 0, 0, 1});
    const Param& e = *example.network.layout().params()[2];
    const Param& f = *example.network.layout().params()[3];
    std::vector<real> expected;
    for (const auto& [value_e, value_f] : {std::pair{4, 3}, std::pair{0, 0}}) {
      for (int j = 0; j < 3; ++j) expected.push_back(example.parameters[e][value_e * 3 + j]);
      for (int j = 0; j < 2; ++j) expected.push_back(example.parameters[f][value_f * 2 + j]);
    }
    CHECK(copy(embedded[2]) == expected);
  }
}

TEST_CASE("a value that training did not see is the mean of those it saw") {
  Example example;
  example.begin(Tape::Mode::inference);
  const std::span<Tensor> embedded = example.network.embed(example.batch(4, 2), example.tape);
  const real quarter = 0.25;
  CHECK(copy(embedded[1]) == std::vector<real>{quarter, quarter, quarter, quarter, 0, 1, 0,  //
                                               1, 0, 0, 0, 0, 0, 1});
  const auto mean = [&](size_t table, int64_t values, int64_t units, int64_t j) {
    const Param& param = *example.network.layout().params()[table];
    double sum = 0;
    for (int64_t row = 0; row < values; ++row) {
      sum += static_cast<double>(example.parameters[param][row * units + j]);
    }
    return doctest::Approx(sum / static_cast<double>(values)).epsilon(1e-6);
  };
  for (int64_t j = 0; j < 3; ++j) CHECK(double{embedded[2][j]} == mean(2, 5, 3, j));
  for (int64_t j = 0; j < 2; ++j) CHECK(double{embedded[2][5 + 3 + j]} == mean(3, 4, 2, j));
}

TEST_CASE("owners: the column of each embedded number") {
  const Example example;
  CHECK(example.network.owners(0) == std::vector<int64_t>{0, 1});
  CHECK(example.network.owners(1) == std::vector<int64_t>{0, 0, 0, 0, 1, 1, 1});
  CHECK(example.network.owners(2) == std::vector<int64_t>{0, 0, 0, 1, 1});
}

TEST_CASE("owners: a column of numbers may take several") {
  const Spec spec = Spec::parse(
      R"({"inputs": [{"columns": ["a", "b"], "type": "number", "missing_indicator": true}],
    "network": [], "outputs": [{"column": "y", "type": "number"}], "training": {}})",
      "spec.json");
  const Network network(spec, {{spec.inputs()[0], {"a", "b"}, {{{2}}, {{2}}}}},
                        {{spec.outputs()[0], "y", {"y"}}});
  CHECK(network.owners(0) == std::vector<int64_t>{0, 0, 1, 1});
  // Nothing but the last layer, right on the numbers.
  REQUIRE(network.layout().params().size() == 2);
  CHECK(network.layout().params()[0]->shape == Shape{4, 1});
}

TEST_CASE("units of an embedding: half the values, at most 50, or as the spec says") {
  const auto units = [](int64_t values, const std::string& rest) {
    const Spec spec = Spec::parse(
        R"({"inputs": [{"column": "a", "type": "category", "encoding": "embedding")" + rest +
            R"(}], "network": [], "outputs": [{"column": "y", "type": "number"}], "training": {}})",
        "spec.json");
    const Network network(spec, {{spec.inputs()[0], {"a"}, {{{1}, values + 1}}}},
                          {{spec.outputs()[0], "y", {"y"}}});
    CHECK(network.layout().params()[0]->initializer == Initializer::normal);
    CHECK(network.layout().params()[0]->shape[0] == values);
    return network.layout().params()[0]->shape[1];
  };
  CHECK(units(1, "") == 1);
  CHECK(units(2, "") == 1);
  CHECK(units(7, "") == 4);
  CHECK(units(1000, "") == 50);
  CHECK(units(1000, R"(, "units": 3)") == 3);
}

TEST_CASE("the two ways forward agree, and each output has its width") {
  Example example;
  example.begin(Tape::Mode::inference);
  const std::span<Tensor> whole = example.network.forward(example.batch(), example.tape);
  CHECK(example.tape.kept() == 0);
  const int64_t widths[] = {3, 2, 1};
  REQUIRE(whole.size() == 3);
  std::vector<std::vector<real>> first;
  for (size_t i = 0; i < 3; ++i) {
    CHECK(whole[i].shape == Shape{6, widths[i]});
    first.push_back(copy(whole[i]));
  }
  example.begin(Tape::Mode::inference);
  const std::span<Tensor> parts =
      example.network.forward(example.network.embed(example.batch(), example.tape), example.tape);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(same_bytes(copy(parts[i]), first[i]));
  }
  // The second output's activation is the last layer's.
  for (const real value : first[1]) CHECK((value > 0 && value < 1));
}

TEST_CASE("a row's outputs do not depend on the rows beside it") {
  Example example;
  example.begin(Tape::Mode::inference);
  std::vector<std::vector<real>> all;
  for (const Tensor& z : example.network.forward(example.batch(), example.tape))
    all.push_back(copy(z));
  for (int64_t row = 0; row < Example::kRows; ++row) {
    example.begin(Tape::Mode::inference);
    const std::span<Tensor> one = example.network.forward(example.batch(row, 1), example.tape);
    for (size_t i = 0; i < one.size(); ++i) {
      const int64_t width = one[i].row_size();
      CHECK(std::memcmp(one[i].data, all[i].data() + row * width,
                        static_cast<size_t>(width) * sizeof(real)) == 0);
    }
  }
}

TEST_CASE("a training pass has the same bits with any number of threads") {
  const auto pass = [](int threads) {
    Example example;
    std::vector<real> result;
    with_team(threads, [&] {
      example.begin(Tape::Mode::training);
      const std::span<Tensor> z = example.network.forward(example.batch(), example.tape);
      std::vector<Tensor> dz;
      for (const Tensor& part : z) {
        result.insert(result.end(), part.data, part.data + part.size());
        dz.push_back(example.tape.make(part.shape));
        std::copy_n(part.data, part.size(), dz.back().data);
      }
      example.network.backward_parameters(dz, example.tape);
    });
    for (Parameters* buffer : {&example.parameters, &example.gradients}) {
      result.insert(result.end(), buffer->values().begin(), buffer->values().end());
    }
    return result;
  };
  const std::vector<real> one = pass(1);
  for (const int threads : {2, 3, 4}) CHECK(same_bytes(pass(threads), one));
}

TEST_CASE("whoever watches the tape sees each layer in order, with its path") {
  Example example;
  std::vector<std::string> seen;
  example.tape.on_output = [&](const Layer& layer, Tensor y) {
    CHECK(y.rows() == 6);
    seen.push_back(layer.path);
  };
  example.begin(Tape::Mode::inference);
  example.network.forward(example.batch(), example.tape);
  CHECK(seen == std::vector<std::string>{"inputs.0.network.0", "inputs.2.network.0",
                                         "network.0.projection", "network.0.layers.0", "network.0",
                                         "network.1", "network.2", "outputs.0.network.0",
                                         "outputs.0", "outputs.1", "outputs.2"});
}

TEST_CASE(
    "whoever watches the tape sees each gradient, from the last layer on, and may change it") {
  std::vector<std::string> seen;
  const auto gradients = [&](const std::string& doubled) {
    Example example;
    seen.clear();
    example.tape.on_gradient = [&](const Layer& layer, Tensor dy) {
      CHECK(dy.rows() == 6);
      seen.push_back(layer.path);
      if (layer.path != doubled) return dy;
      const Tensor twice = example.tape.make(dy.shape);
      for (int64_t i = 0; i < dy.size(); ++i) twice[i] = 2 * dy[i];
      return twice;
    };
    example.begin(Tape::Mode::training);
    const std::span<Tensor> z = example.network.forward(example.batch(), example.tape);
    std::vector<Tensor> dz(z.begin(), z.end());
    example.network.backward_parameters(dz, example.tape);
    std::map<std::string, std::vector<real>> result;
    for (const Param* param : example.network.layout().params()) {
      const Tensor gradient = example.gradients[*param];
      std::vector<real>& values = result[param->name];
      for (const real value : gradient.values()) values.push_back(value - 1);  // they begin at 1
    }
    return result;
  };
  const auto plain = gradients("");
  CHECK(seen.front() == "outputs.2");
  CHECK(std::ranges::find(seen, "network.0") < std::ranges::find(seen, "network.0.layers.0"));
  CHECK(std::ranges::find(seen, "network.1") < std::ranges::find(seen, "network.0"));
  const auto doubled = gradients("network.0");
  const auto twice = [&](const std::string& name) {
    return std::ranges::equal(plain.at(name), doubled.at(name), [](real a, real b) {
      return std::abs(2 * a - b) <= 1e-4 * (1 + std::abs(2 * a));
    });
  };
  CHECK(twice("network.0.projection.weight"));
  CHECK(plain.at("outputs.2.weight") == doubled.at("outputs.2.weight"));
}

TEST_CASE(
    "a group that is whitened gives its layers (x - mean) matrix, and its reader the columns") {
  std::string text = kExampleSpec;
  const std::string group = R"("type": "number",)";
  text.insert(text.find(group) + group.size(), R"("whitening": true,)");
  Example example(text);
  const std::vector<const Param*> whitening = example.network.whitening(0);
  REQUIRE(whitening.size() == 2);
  CHECK(whitening[0]->name == "inputs.0.whitening.mean");
  CHECK(whitening[1]->name == "inputs.0.whitening.matrix");
  CHECK(example.network.whitening(1).empty());
  CHECK(example.network.layout().size(ParamKind::frozen) == 6);
  const LayerSummary& row = example.network.layers()[1];
  CHECK(row.path == "inputs.0.whitening");
  CHECK(row.type == "whitening");
  CHECK(row.parameters == 6);
  CHECK(row.multiply_adds == 4);
  CHECK(example.network.layers()[2].path == "inputs.0.network.0");
  CHECK(example.network.multiply_adds() == Example().network.multiply_adds() + 4);

  const Tensor mean = example.parameters[*whitening[0]], matrix = example.parameters[*whitening[1]];
  const real m[] = {real(0.5), real(-1)}, w[] = {2, real(0.25), -1, 3};
  std::copy_n(m, 2, mean.data);
  std::copy_n(w, 4, matrix.data);
  // The same network without it, on numbers that are whitened here.
  Example plain;
  for (const Param* param : plain.network.layout().params()) {
    for (const Param* from : example.network.layout().params()) {
      if (from->name != param->name) continue;
      const Tensor source = example.parameters[*from];
      std::copy_n(source.data, source.size(), plain.parameters[*param].data);
    }
  }
  for (size_t i = 0; i < plain.columns[0].size(); i += 2) {
    const real a = example.columns[0][i] - m[0], b = example.columns[0][i + 1] - m[1];
    plain.columns[0][i] = a * w[0] + b * w[2];
    plain.columns[0][i + 1] = a * w[1] + b * w[3];
  }
  example.begin(Tape::Mode::inference);
  plain.begin(Tape::Mode::inference);
  const std::span<Tensor> z = example.network.forward(example.batch(), example.tape);
  const std::span<Tensor> expected = plain.network.forward(plain.batch(), plain.tape);
  for (size_t i = 0; i < z.size(); ++i) {
    for (int64_t j = 0; j < z[i].size(); ++j) CHECK(z[i][j] == doctest::Approx(expected[i][j]));
  }
  const std::span<Tensor> embedded = example.network.embed(example.batch(), example.tape);
  CHECK(copy(embedded[0]) == example.columns[0]);
}

namespace {

std::string with_members(int count) {
  std::string text = kExampleSpec;
  const std::string training = R"("training": {})";
  text.replace(text.find(training), training.size(),
               "\"training\": {\"members\": " + std::to_string(count) + "}");
  return text;
}

}  // namespace

TEST_CASE(
    "members: each has parameters of its own, and their mean prediction is that of the network") {
  Example one, three(with_members(3));
  const Layout& layout = three.network.layout();
  REQUIRE(layout.params().size() == 3 * one.network.layout().params().size());
  CHECK(layout.size() == 3 * one.network.layout().size());
  CHECK(three.network.layers().size() == one.network.layers().size());
  CHECK(three.network.multiply_adds() == 3 * one.network.multiply_adds());
  three.begin(Tape::Mode::inference);
  const std::span<Tensor> each = three.network.forward_members(three.batch(), three.tape);
  REQUIRE(each.size() == 9);
  std::vector<std::vector<double>> mean(3);
  std::vector<std::vector<real>> raw(3);
  for (size_t i = 0; i < 9; ++i) {
    for (const real value : each[i].values()) {
      if (i < 3) raw[i].push_back(value);
    }
    three.network.loss(i % 3).predict(each[i]);
    mean[i % 3].resize(static_cast<size_t>(each[i].size()));
    for (size_t j = 0; j < mean[i % 3].size(); ++j) mean[i % 3][j] += double{each[i].data[j]} / 3;
  }
  // The first member is the network of one with the same numbers.
  for (const Param* param : one.network.layout().params()) {
    const auto same = std::ranges::find(layout.params(), param->name, &Param::name);
    REQUIRE(same != layout.params().end());
    std::ranges::copy(three.parameters[**same].values(), one.parameters[*param].data);
  }
  one.begin(Tape::Mode::inference);
  const std::span<Tensor> first = one.network.forward(one.batch(), one.tape);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(std::ranges::equal(first[i].values(), raw[i]));
  }
  three.begin(Tape::Mode::inference);
  const std::span<Tensor> z = three.network.forward(three.batch(), three.tape);
  REQUIRE(z.size() == 3);
  for (size_t i = 0; i < 3; ++i) {
    three.network.loss(i).predict(z[i]);
    for (size_t j = 0; j < mean[i].size(); ++j) {
      CHECK(double{z[i].data[j]} == doctest::Approx(mean[i][j]).epsilon(1e-5));
    }
  }
}

TEST_CASE("members count as layers") {
  std::string text = with_members(60);
  const std::string list = R"("network": [
    {"type": "residual")";
  REQUIRE(text.find(list) != std::string::npos);
  text.insert(text.find(list) + 12,
              R"({"type": "repeat", "times": 200, "layers": [{"type": "dropout", "rate": 0.1}]},)");
  CHECK_THROWS_WITH(Example{text}, doctest::Contains("of 60 members"));
}
