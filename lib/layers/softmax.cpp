#include "tensor/softmax.h"

#include "layers/build.h"

namespace aimodel {

namespace {

// Along the last axis.
//   forward   y = exp(x - max) / sum of exp(x - max)   x, y [n, ..., k]
//   backward  dx = y * (dy - sum(dy * y))
class Softmax : public Layer {
 public:
  explicit Softmax(const TensorType& input) : Layer(input) {}

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    return graph.node("Softmax", {x}, {{"axis", int64_t{-1}}});
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const Tensor y = tape.make(x.shape);
    softmax_rows(x, y);
    tape.keep(y);
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    softmax_rows_backward(tape.take(), dy, dy);
    return dy;
  }
};

}  // namespace

LayerPtr make_softmax(const Options&, const TensorType& input, Build&) {
  return std::make_unique<Softmax>(input);
}

}  // namespace aimodel
