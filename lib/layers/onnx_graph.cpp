#include "layers/onnx_graph.h"

#include <numbers>
#include <stdexcept>

#include "layers/layer.h"

namespace aimodel {

OnnxValue OnnxGraph::layer(const Layer& layer, const OnnxValue& x) {
  OnnxValue y = layer.to_onnx(*this, x);
  if (layer.slot() >= 0) named_[layer.slot()] = y;
  return y;
}

OnnxValue OnnxGraph::activation(Activation activation, const OnnxValue& x, Slope slope) {
  switch (activation) {
    case Activation::linear:
      return x;
    case Activation::relu:
      return node("Relu", {x});
    case Activation::leaky_relu:
      return node("LeakyRelu", {x}, {{"alpha", double{slope.leaky_relu}}});
    case Activation::elu:
      return node("Elu", {x}, {{"alpha", double{slope.elu}}});
    case Activation::gelu: {  // x (1 + erf(x / sqrt(2))) / 2
      const OnnxValue erf = node("Erf", {node("Mul", {x, constant(1 / std::numbers::sqrt2)})});
      const OnnxValue half = node("Mul", {x, constant(0.5)});
      return node("Mul", {half, node("Add", {erf, constant(1.0)})});
    }
    case Activation::silu:
      return node("Mul", {x, node("Sigmoid", {x})});
    case Activation::sigmoid:
      return node("Sigmoid", {x});
    case Activation::tanh:
      return node("Tanh", {x});
    case Activation::softplus:
      return node("Softplus", {x});
  }
  throw std::logic_error("an activation without nodes");
}

}  // namespace aimodel
