#include <fmt/format.h>

#include "layers/layer.h"

namespace aimodel {

namespace {

// A list of layers several times over, each time with parameters of its own.
//   forward   y = layers_times( ... layers_1(x))
class Repeat : public Layer {
 public:
  Repeat(const Options& options, const Shape& input) : output_(input) {
    for (int64_t i = 0; i < options.integer("times"); ++i) {
      rounds_.push_back(make_sequence(options.list("layers"), output_));
      output_ = rounds_.back()->output_shape();
    }
  }

  Shape output_shape() const override { return output_; }

  Tensor forward(Tensor x, Tape& tape) const override {
    for (const LayerPtr& round : rounds_) x = round->forward(x, tape);
    return x;
  }

  Tensor backward(Tensor dy, Tape& tape) const override {
    for (size_t i = rounds_.size(); i > 0; --i) dy = rounds_[i - 1]->backward(dy, tape);
    return dy;
  }

  std::vector<Child> children() override {
    std::vector<Child> result;
    for (size_t i = 0; i < rounds_.size(); ++i) {
      for (const Child& child : rounds_[i]->children()) {
        result.push_back({fmt::format("{}.layers.{}", i, child.name), child.layer});
      }
    }
    return result;
  }

 private:
  std::vector<LayerPtr> rounds_;
  Shape output_;
};

}  // namespace

LayerPtr make_repeat(const Options& options, const Shape& input) {
  return std::make_unique<Repeat>(options, input);
}

}  // namespace aimodel
