#include "layers/build.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

// Inverted dropout: in training each element is 0 with probability `rate`, else divided by
// 1 - rate; otherwise y = x.
//   forward   y = m * x / (1 - rate),  m ~ Bernoulli(1 - rate)          x, y [n, ...]
//   backward  dx = m * dy / (1 - rate)
//   source    Srivastava et al. 2014, JMLR 15
class Dropout : public Layer {
 public:
  Dropout(real rate, const TensorType& input) : Layer(input), rate_(rate) {}

  OnnxValue to_onnx(OnnxGraph&, OnnxValue x) const override { return x; }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    if (!tape.training() || rate_ == 0) return x;
    // The mask is kept, so that backward needs no second draw.
    const Tensor mask = tape.make(x.shape), y = tape.make(x.shape);
    drop(x, rate_, tape.draw(), mask, y);
    tape.keep(mask);
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    if (!tape.training() || rate_ == 0) return dy;
    multiply(tape.take(), dy);
    return dy;
  }

 private:
  real rate_;
};

}  // namespace

LayerPtr make_dropout(const Options& options, const TensorType& input, Build&) {
  return std::make_unique<Dropout>(static_cast<real>(options.number("rate")), input);
}

}  // namespace aimodel
