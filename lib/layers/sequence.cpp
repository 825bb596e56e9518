#include <fmt/format.h>

#include "base/numbers.h"
#include "layers/build.h"

namespace aimodel {

namespace {

// Layers run one after the other.
//   forward   y = f_k( ... f_2(f_1(x)))
//   backward  dx = df_1( ... df_k(dy)), as far as gradients are needed
class Sequence : public Layer {
 public:
  Sequence(const std::vector<Options>& layers, const TensorType& input, Build& build)
      : Layer(input) {
    for (const Options& options : layers) {
      layers_.push_back(build.layer(options, output_));
      output_ = layers_.back()->output();
      constexpr int64_t kWidest = int64_t{1} << 28;  // a gigabyte a row; sizes do not overflow
      if (output_.shape.elements() > kWidest) {
        throw options.error(fmt::format("gives {}: more than {} numbers a row", to_string(output_),
                                        with_commas(kWidest)));
      }
    }
    type = "sequence";
  }

  std::vector<Child> children() override {
    std::vector<Child> result;
    for (size_t i = 0; i < layers_.size(); ++i) {
      result.push_back({prefix_ + std::to_string(i), layers_[i].get()});
    }
    return result;
  }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    for (const LayerPtr& layer : layers_) x = graph.layer(*layer, x);
    return x;
  }

  // What the spec calls its list.
  void in_list(const std::string& key) { prefix_ = key + "."; }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    for (const LayerPtr& layer : layers_) x = layer->forward(x, tape);
    return x;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    for (size_t i = layers_.size(); i > 0 && dy.data != nullptr; --i) {
      dy = layers_[i - 1]->backward(dy, tape);
    }
    return dy;
  }

  Tensor run_fields(Fields x, Tape& tape) const override {
    if (layers_.empty()) return Layer::run_fields(x, tape);
    Tensor y = layers_[0]->forward_fields(x, tape);
    for (size_t i = 1; i < layers_.size(); ++i) y = layers_[i]->forward(y, tape);
    return y;
  }

  void run_fields_backward(Tensor dy, Fields x, Tape& tape) const override {
    if (layers_.empty()) return Layer::run_fields_backward(dy, x, tape);
    for (size_t i = layers_.size(); i > 1 && dy.data != nullptr; --i) {
      dy = layers_[i - 1]->backward(dy, tape);
    }
    if (dy.data != nullptr) layers_[0]->backward_fields(dy, x, tape);
  }

 private:
  std::vector<LayerPtr> layers_;
  std::string prefix_;
};

}  // namespace

LayerPtr Build::sequence(const std::vector<Options>& layers, const TensorType& input) {
  return std::make_unique<Sequence>(layers, input, *this);
}

LayerPtr make_sequence(const Options& options, const TensorType& input, Build& build) {
  auto layers = std::make_unique<Sequence>(options.list("layers"), input, build);
  layers->in_list("layers");
  return layers;
}

}  // namespace aimodel
