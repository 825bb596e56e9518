#include "layers/layer.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

// Along the last axis.
//   forward   y = exp(x - max) / sum of exp(x - max)   x, y [n, ..., k]
//   backward  dx = y * (dy - sum(dy * y))
class Softmax : public Layer {
 public:
  explicit Softmax(const Shape& input) : shape_(input) {}

  Shape output_shape() const override { return shape_; }

  Tensor forward(Tensor x, Tape& tape) const override {
    const Tensor y = tape.make(x.shape);
    softmax_rows(x, y);
    tape.keep(y);
    return y;
  }

  Tensor backward(Tensor dy, Tape& tape) const override {
    softmax_rows_backward(tape.take(), dy, dy);
    return dy;
  }

 private:
  Shape shape_;
};

}  // namespace

LayerPtr make_softmax(const Options&, const Shape& input) {
  return std::make_unique<Softmax>(input);
}

}  // namespace aimodel
