#include <algorithm>

#include "layers/build.h"

namespace aimodel {

namespace {

// Each row as one list of numbers; 0 where a row of steps is shorter than the longest there can be.
//   forward   x [n, ...] -> y [n, product of the sizes]
//   backward  dx = dy in the shape of x
class Flatten : public Layer {
 public:
  explicit Flatten(const TensorType& input) : Layer(input) {
    output_.shape = {input.shape.elements()};
    output_.steps = false;
  }

  bool can_step() const override { return !input_.steps; }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    return graph.node("Reshape", {x, graph.constant(std::vector<int64_t>{-1, output_.shape[0]})});
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const Shape shape{x.rows(), output_.shape[0]};
    if (!input_.steps) return x.reshaped(shape);
    const Tensor y = tape.zeros(shape);
    for (int64_t i = 0; i < x.rows(); ++i) std::copy_n(x.row(i), numbers(x, i), y.row(i));
    tape.keep({nullptr, x.shape, x.lengths});
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    if (!input_.steps) return dy.reshaped(input_.shape.with_rows(dy.rows()));
    const Tensor x = tape.take(), dx = tape.zeros(x.shape);
    for (int64_t i = 0; i < x.rows(); ++i) std::copy_n(dy.row(i), numbers(x, i), dx.row(i));
    return dx;
  }

 private:
  // Of row i, those that mean something.
  static int64_t numbers(Tensor x, int64_t i) {
    const int64_t steps = x.lengths == nullptr ? x.shape[1] : x.lengths[i];
    return steps * (x.row_size() / std::max<int64_t>(1, x.shape[1]));
  }
};

}  // namespace

LayerPtr make_flatten(const Options&, const TensorType& input, Build&) {
  return std::make_unique<Flatten>(input);
}

}  // namespace aimodel
