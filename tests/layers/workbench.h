#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/random.h"
#include "layers/build.h"

namespace aimodel {

// Numbers that own their memory.
struct Numbers {
  std::vector<real> data;
  Shape shape;

  explicit Numbers(const Shape& of, real value = 0)
      : data(static_cast<size_t>(of.elements()), value), shape(of) {}
  Numbers(const Shape& of, const std::vector<double>& values) : Numbers(of) {
    REQUIRE(values.size() == data.size());
    for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<real>(values[i]);
  }
  explicit Numbers(Tensor x) : data(x.data, x.data + x.size()), shape(x.shape) {}

  // Normally distributed, at least 0.05 away from 0, where relu and its kin have a kink.
  static Numbers random(const Shape& shape, uint64_t seed) {
    Numbers result(shape);
    const Random draws(seed);
    for (size_t i = 0; i < result.data.size(); ++i) {
      const double value = draws.normal(i);
      result.data[i] = static_cast<real>(value < 0 ? value - 0.05 : value + 0.05);
    }
    return result;
  }

  Tensor tensor() const { return {const_cast<real*>(data.data()), shape}; }
  double at(int64_t i) const { return static_cast<double>(data[static_cast<size_t>(i)]); }

  // The same bits, so that -0 is not 0 and a NaN is itself.
  bool operator==(const Numbers& other) const {
    return shape == other.shape && (data.empty() || std::memcmp(data.data(), other.data.data(),
                                                                data.size() * sizeof(real)) == 0);
  }
};

// A layer with parameters, gradients and a tape, as a network gives them to it. Before each pass
// the tape's memory is filled with NaN, so that what a layer forgets to write shows; gradients
// start at 1, so that it shows whether they are added to.
class Workbench {
 public:
  explicit Workbench(LayerPtr layer, int64_t memory = 1 << 14)
      : layer_(std::move(layer)), tape_({}, {}), memory_(memory) {
    collect(*layer_, "");
    const Random draws = Random(1).branch("parameters");
    for (size_t i = 0; i < params_.size(); ++i) {
      const Random branch = draws.branch(i);
      const Tensor to = value(*params_[i]);
      for (int64_t j = 0; j < to.size(); ++j) {
        const auto at = static_cast<uint64_t>(j);
        // Statistics may have to be positive.
        const bool statistic = params_[i]->kind == ParamKind::statistic;
        to[j] = static_cast<real>(statistic ? 0.5 + branch.uniform(at) : 0.6 * branch.normal(at));
      }
    }
    tape_ = Tape(starts(values_), starts(gradients_));
  }

  Workbench(const Workbench&) = delete;
  Workbench& operator=(const Workbench&) = delete;

  const Layer& layer() const { return *layer_; }
  Tape& tape() { return tape_; }
  const std::vector<Param*>& params() const { return params_; }

  Tensor value(const Param& p) { return {values_[zone_of(p)].data() + p.offset, p.shape}; }
  Tensor gradient(const Param& p) { return {gradients_[zone_of(p)].data() + p.offset, p.shape}; }

  // The parameter with this name ("layers.0.weight").
  Param& param(const std::string& name) {
    for (size_t i = 0; i < params_.size(); ++i) {
      if (names_[i] == name) return *params_[i];
    }
    FAIL("no parameter " << name);
    return *params_[0];
  }
  void set(const std::string& name, const std::vector<double>& values) {
    const Tensor to = value(param(name));
    REQUIRE(static_cast<size_t>(to.size()) == values.size());
    for (size_t i = 0; i < values.size(); ++i) to.data[i] = static_cast<real>(values[i]);
  }

  // All of them, one after the other.
  std::vector<real> values() const { return joined(values_); }
  std::vector<real> gradients() const { return joined(gradients_); }
  std::vector<real> statistics() const {
    return values_[static_cast<size_t>(ParamKind::statistic)];
  }
  void restore_statistics(const std::vector<real>& from) {
    auto& to = values_[static_cast<size_t>(ParamKind::statistic)];
    std::copy(from.begin(), from.end(), to.begin());
  }

  // A pass writes to no parameter; after it the statistics are changed as by a step.
  //   share    of a full batch's rows
  //   lengths  of rows of steps, or null
  Numbers forward(const Numbers& x, Tape::Mode mode, uint64_t seed = 5, double share = 1,
                  const int32_t* lengths = nullptr) {
    poison();
    tape_.reset(mode, Random(seed), share);
    std::vector<real>& changes = gradients_[static_cast<size_t>(ParamKind::statistic)];
    std::fill(changes.begin(), changes.end(), real{0});
    const std::vector<real> before = values();
    Tensor input = x.tensor();
    input.lengths = lengths;
    const Numbers y(layer_->forward(input, tape_));
    CHECK(same_bits(values(), before));
    std::vector<real>& statistics = values_[static_cast<size_t>(ParamKind::statistic)];
    for (size_t i = 0; i < changes.size(); ++i) statistics[i] += changes[i];
    check_memory();
    return y;
  }

  // After forward of the same pass.
  Numbers backward(const Numbers& dy) {
    start_gradients();
    Numbers memory = dy;
    const Tensor dx = layer_->backward(memory.tensor(), tape_);
    check_memory();
    return dx.data == nullptr ? Numbers(Shape{0}) : Numbers(dx);  // nobody needs it
  }

 private:
  using Buffers = std::array<std::vector<real>, kParamKinds>;

  static size_t zone_of(const Param& p) { return static_cast<size_t>(p.kind); }

  void collect(Layer& layer, const std::string& path) {
    for (Param* param : layer.params()) {
      auto& zone = values_[zone_of(*param)];
      param->offset = static_cast<int64_t>(zone.size());
      zone.resize(zone.size() + static_cast<size_t>(param->shape.elements()));
      gradients_[zone_of(*param)].resize(zone.size(), 1);
      params_.push_back(param);
      names_.push_back(path + param->name);
    }
    for (const Layer::Child& child : layer.children()) {
      collect(*child.layer, path + child.name + ".");
    }
  }

  static Tape::Starts starts(Buffers& buffers) {
    return {buffers[0].data(), buffers[1].data(), buffers[2].data(), buffers[3].data()};
  }

  static bool same_bits(const std::vector<real>& x, const std::vector<real>& y) {
    return x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof(real)) == 0;
  }

  static std::vector<real> joined(const Buffers& buffers) {
    std::vector<real> all;
    for (const auto& buffer : buffers) all.insert(all.end(), buffer.begin(), buffer.end());
    return all;
  }

  void start_gradients() {
    for (auto& buffer : gradients_) std::fill(buffer.begin(), buffer.end(), real{1});
  }

  void poison() {
    tape_.reset(Tape::Mode::inference);
    const Tensor all = tape_.make({memory_});
    std::fill_n(all.data, all.size(), std::numeric_limits<real>::quiet_NaN());
  }

  // A pass that needed more got memory without NaN.
  void check_memory() const {
    REQUIRE(tape_.bytes() == static_cast<size_t>(memory_) * sizeof(real));
  }

  LayerPtr layer_;
  std::vector<Param*> params_;
  std::vector<std::string> names_;
  Buffers values_, gradients_;
  Tape tape_;
  int64_t memory_;  // numbers of a pass
};

// A layer from JSON text, with every default of its schema. Gradients go on to its input unless
// `requires_grad` says no.
inline LayerPtr layer_from(const std::string& text, const TensorType& input) {
  return Build().layer(options_from("layers", text), input);
}
inline LayerPtr layer_from(const std::string& text, const Shape& input, bool requires_grad = true) {
  return layer_from(text, TensorType{input, 0, false, requires_grad});
}

}  // namespace aimodel
