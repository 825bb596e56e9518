#include "tensor/activation.h"

#include "layers/build.h"

namespace aimodel {

namespace {

// A function of each element.
//   forward   y = f(x)                                 x, y [n, ...]
//   backward  dx = dy * f'(x)
class ActivationLayer : public Layer {
 public:
  ActivationLayer(Activation activation, const TensorType& input, Slope slope)
      : Layer(input), activation_(activation), slope_(slope) {}

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    return graph.activation(activation_, x, slope_);
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const Tensor y = tape.make(x.shape);
    activate(activation_, x, y, slope_);
    tape.keep(needs_input(activation_) ? x : y);
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    activate_backward(activation_, tape.take(), dy, dy, slope_);
    return dy;
  }

 private:
  Activation activation_;
  Slope slope_;
};

LayerPtr make(Activation activation, const TensorType& input, Slope slope = {}) {
  return std::make_unique<ActivationLayer>(activation, input, slope);
}

}  // namespace

LayerPtr make_relu(const Options&, const TensorType& input, Build&) {
  return make(Activation::relu, input);
}
LayerPtr make_gelu(const Options&, const TensorType& input, Build&) {
  return make(Activation::gelu, input);
}
LayerPtr make_silu(const Options&, const TensorType& input, Build&) {
  return make(Activation::silu, input);
}
LayerPtr make_tanh(const Options&, const TensorType& input, Build&) {
  return make(Activation::tanh, input);
}

LayerPtr make_sigmoid(const Options&, const TensorType& input, Build&) {
  return make(Activation::sigmoid, input);
}

LayerPtr make_softplus(const Options&, const TensorType& input, Build&) {
  return make(Activation::softplus, input);
}

LayerPtr make_leaky_relu(const Options& options, const TensorType& input, Build&) {
  return make(Activation::leaky_relu, input,
              {.leaky_relu = static_cast<real>(options.number("alpha"))});
}

LayerPtr make_elu(const Options& options, const TensorType& input, Build&) {
  return make(Activation::elu, input, {.elu = static_cast<real>(options.number("alpha"))});
}

}  // namespace aimodel
