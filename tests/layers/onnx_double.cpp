// The nodes that layers describe themselves by, run one by one in double by their definitions, give
// what the layers give in inference.   Operators: https://onnx.ai/onnx/operators (opset 17)
#include <cmath>
#include <functional>
#include <map>

#include "layers/examples.h"

using namespace aimodel;

namespace {

struct Value {
  std::vector<int64_t> shape;
  std::vector<double> data;
  int64_t back() const { return shape.empty() ? 1 : shape.back(); }
};

class Interpreter : public OnnxGraph {
 public:
  explicit Interpreter(Workbench& bench) : bench_(bench) {}

  OnnxValue give(const Numbers& x) {
    Value value;
    for (int axis = 0; axis < x.shape.rank(); ++axis) value.shape.push_back(x.shape[axis]);
    value.data.assign(x.data.begin(), x.data.end());
    return put(value);
  }
  const Value& at(const OnnxValue& name) const { return values_.at(name); }

  OnnxValue parameter(const Param& param) override { return give(Numbers(bench_.value(param))); }
  OnnxValue constant(double value) override { return put({{}, {value}}); }
  OnnxValue constant(const std::vector<int64_t>& values) override {
    return put({{static_cast<int64_t>(values.size())}, {values.begin(), values.end()}});
  }

  OnnxValue node(const std::string& op, const std::vector<OnnxValue>& inputs,
                 const std::vector<OnnxAttribute>& attributes) override {
    std::vector<Value> x;
    for (const OnnxValue& input : inputs) x.push_back(at(input));
    const auto number = [&](const std::string& name) {
      for (const OnnxAttribute& each : attributes) {
        if (each.name == name) return std::get<double>(each.value);
      }
      FAIL(op << " has no " << name);
      return 0.0;
    };
    for (const OnnxAttribute& each : attributes) {
      if (each.name == "axis") CHECK(std::get<int64_t>(each.value) == -1);
    }
    if (op == "MatMul") return put(product(x[0], x[1]));
    if (op == "Concat") return put(concat(x));
    if (op == "Reshape") return put(reshape(x[0], x[1]));
    if (op == "Softmax") return put(softmax(x[0]));
    if (op == "LayerNormalization") return put(layer_norm(x[0], x[1], x[2], number("epsilon")));
    const std::map<std::string, std::function<double(double, double)>> binary = {
        {"Add", std::plus<>()},
        {"Sub", std::minus<>()},
        {"Mul", std::multiplies<>()},
        {"Div", std::divides<>()}};
    if (binary.contains(op)) return put(each_pair(x[0], x[1], binary.at(op)));
    const double alpha = op == "LeakyRelu" || op == "Elu" ? number("alpha") : 0;
    const std::map<std::string, std::function<double(double)>> unary = {
        {"Relu", [](double v) { return std::max(v, 0.0); }},
        {"LeakyRelu", [&](double v) { return v < 0 ? alpha * v : v; }},
        {"Elu", [&](double v) { return v < 0 ? alpha * (std::exp(v) - 1) : v; }},
        {"Sigmoid", [](double v) { return 1 / (1 + std::exp(-v)); }},
        {"Tanh", [](double v) { return std::tanh(v); }},
        {"Softplus", [](double v) { return std::log(std::exp(v) + 1); }},
        {"Erf", [](double v) { return std::erf(v); }},
        {"Sqrt", [](double v) { return std::sqrt(v); }}};
    REQUIRE_MESSAGE(unary.contains(op), op);
    for (double& v : x[0].data) v = unary.at(op)(v);
    return put(x[0]);
  }

 private:
  OnnxValue put(const Value& value) {
    const OnnxValue name = std::to_string(values_.size());
    values_[name] = value;
    return name;
  }

  // Of one shape, or the smaller one repeated along the first axes.
  static Value each_pair(Value a, const Value& b, const std::function<double(double, double)>& f) {
    if (a.data.size() < b.data.size()) {
      return each_pair(b, a, [&](double x, double y) { return f(y, x); });
    }
    REQUIRE(a.data.size() % b.data.size() == 0);
    for (size_t i = 0; i < a.data.size(); ++i) a.data[i] = f(a.data[i], b.data[i % b.data.size()]);
    return a;
  }
  static Value product(const Value& x, const Value& w) {
    const auto k = static_cast<size_t>(w.shape[0]), m = static_cast<size_t>(w.shape[1]);
    REQUIRE(x.back() == w.shape[0]);
    Value y{x.shape, std::vector<double>(x.data.size() / k * m, 0)};
    y.shape.back() = w.shape[1];
    for (size_t i = 0; i < y.data.size(); ++i) {
      for (size_t j = 0; j < k; ++j) y.data[i] += x.data[i / m * k + j] * w.data[j * m + i % m];
    }
    return y;
  }
  static Value concat(const std::vector<Value>& x) {
    Value y{x[0].shape, {}};
    const auto rows = x[0].data.size() / static_cast<size_t>(x[0].back());
    y.shape.back() = 0;
    for (const Value& part : x) y.shape.back() += part.back();
    for (size_t i = 0; i < rows; ++i) {
      for (const Value& part : x) {
        const auto start = part.data.begin() + static_cast<int64_t>(i) * part.back();
        y.data.insert(y.data.end(), start, start + part.back());
      }
    }
    return y;
  }
  static Value reshape(const Value& x, const Value& to) {
    REQUIRE(to.data.size() == 2);
    REQUIRE(to.data[0] == -1);
    const auto width = static_cast<int64_t>(to.data[1]);
    return {{static_cast<int64_t>(x.data.size()) / width, width}, x.data};
  }
  static Value softmax(Value x) {
    const auto d = static_cast<size_t>(x.back());
    for (size_t start = 0; start < x.data.size(); start += d) {
      double sum = 0;
      for (size_t j = start; j < start + d; ++j) sum += x.data[j] = std::exp(x.data[j]);
      for (size_t j = start; j < start + d; ++j) x.data[j] /= sum;
    }
    return x;
  }
  static Value layer_norm(Value x, const Value& scale, const Value& shift, double epsilon) {
    const auto d = static_cast<size_t>(x.back());
    for (size_t start = 0; start < x.data.size(); start += d) {
      double mean = 0, variance = 0;
      for (size_t j = start; j < start + d; ++j) mean += x.data[j] / static_cast<double>(d);
      for (size_t j = start; j < start + d; ++j) {
        variance += (x.data[j] - mean) * (x.data[j] - mean) / static_cast<double>(d);
      }
      for (size_t j = 0; j < d; ++j) {
        double& v = x.data[start + j];
        v = (v - mean) / std::sqrt(variance + epsilon) * scale.data[j] + shift.data[j];
      }
    }
    return x;
  }

  Workbench& bench_;
  std::map<OnnxValue, Value> values_;
};

}  // namespace

TEST_CASE("the ONNX nodes of every layer compute what it computes") {
  for_each_example({{5}, {3, 4}}, [](const std::string&, const Shape& input, LayerPtr layer) {
    Workbench bench(std::move(layer));
    const Numbers x = Numbers::random(input.with_rows(3), 2);
    const Numbers expected = bench.forward(x, Tape::Mode::inference);
    Interpreter graph(bench);
    const Value& y = graph.at(graph.layer(bench.layer(), graph.give(x)));
    REQUIRE(y.shape.size() == static_cast<size_t>(expected.shape.rank()));
    for (int axis = 0; axis < expected.shape.rank(); ++axis) {
      CHECK(y.shape[static_cast<size_t>(axis)] == expected.shape[axis]);
    }
    REQUIRE(y.data.size() == expected.data.size());
    for (size_t i = 0; i < y.data.size(); ++i) {
      CHECK(y.data[i] == doctest::Approx(static_cast<double>(expected.data[i])).epsilon(1e-9));
    }
  });
}
