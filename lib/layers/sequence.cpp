#include <fmt/format.h>

#include "base/text.h"
#include "layers/layer.h"

namespace aimodel {

namespace {

class Sequence : public Layer {
 public:
  Sequence(const std::vector<Options>& layers, const Shape& input) : output_(input) {
    for (const Options& options : layers) {
      layers_.push_back(make_layer(options, output_));
      output_ = layers_.back()->output_shape();
      constexpr int64_t kWidest = int64_t{1} << 28;  // a gigabyte a row; sizes do not overflow
      if (output_.elements() > kWidest) {
        throw options.error(fmt::format("gives {}: more than {} numbers a row", row_text(output_),
                                        with_commas(kWidest)));
      }
    }
    type = "sequence";
  }

  Shape output_shape() const override { return output_; }

  Tensor forward(Tensor x, Tape& tape) const override {
    for (const LayerPtr& layer : layers_) {
      x = layer->forward(x, tape);
      tape.show(*layer, x);
    }
    return x;
  }

  Tensor backward(Tensor dy, Tape& tape) const override {
    for (size_t i = layers_.size(); i > 0; --i) dy = layers_[i - 1]->backward(dy, tape);
    return dy;
  }

  void backward_parameters(Tensor dy, Tape& tape) const override {
    for (size_t i = layers_.size(); i > 1; --i) dy = layers_[i - 1]->backward(dy, tape);
    if (!layers_.empty()) layers_[0]->backward_parameters(dy, tape);
  }

  Tensor forward_parts(Parts x, Tape& tape) const override {
    if (layers_.empty()) return Layer::forward_parts(x, tape);
    Tensor y = layers_[0]->forward_parts(x, tape);
    tape.show(*layers_[0], y);
    for (size_t i = 1; i < layers_.size(); ++i) {
      y = layers_[i]->forward(y, tape);
      tape.show(*layers_[i], y);
    }
    return y;
  }

  void backward_parts(Tensor dy, Parts x, Tape& tape) const override {
    if (layers_.empty()) return Layer::backward_parts(dy, x, tape);
    for (size_t i = layers_.size(); i > 1; --i) dy = layers_[i - 1]->backward(dy, tape);
    layers_[0]->backward_parts(dy, x, tape);
  }

  std::vector<Child> children() override {
    std::vector<Child> result;
    for (size_t i = 0; i < layers_.size(); ++i) {
      result.push_back({std::to_string(i), layers_[i].get()});
    }
    return result;
  }

 private:
  std::vector<LayerPtr> layers_;
  Shape output_;
};

}  // namespace

LayerPtr make_sequence(const std::vector<Options>& layers, const Shape& input) {
  return std::make_unique<Sequence>(layers, input);
}

}  // namespace aimodel
