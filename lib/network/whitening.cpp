#include "network/whitening.h"

#include "tensor/parallel.h"
#include "tensor/product.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

// A fixed linear map, after which the training rows are uncorrelated.
//   forward   y = (x - m) w                   x, y [n, k]   m [k]   w [k, k]
//   backward  dx = dy w^T
//   source    Kessy, Lewin, Strimmer 2018, arXiv:1512.00809; Bell, Sejnowski 1997
//   limits    m is taken away first: x w - m w would lose what x and m have in common
class WhiteningLayer : public Layer {
 public:
  explicit WhiteningLayer(const TensorType& input)
      : Layer(input),
        mean_{"mean", {numbers()}, Initializer::learnt, ParamKind::frozen},
        matrix_{"matrix", {numbers(), numbers()}, Initializer::learnt, ParamKind::frozen} {
    type = "whitening";
  }

  std::vector<Param*> params() override { return {&mean_, &matrix_}; }

  double multiply_adds() const override {
    return static_cast<double>(numbers()) * static_cast<double>(numbers());
  }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    const OnnxValue centred = graph.node("Sub", {x, graph.parameter(mean_)});
    return graph.node("MatMul", {centred, graph.parameter(matrix_)});
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const Tensor centred = tape.make(x.shape), y = tape.make(x.shape), mean = tape.value(mean_);
    const int64_t k = numbers();
    constexpr int64_t kRows = 64;
    const double work = kElementCost * static_cast<double>(x.size());
    for_ranges(x.rows(), kRows, work, vectorised([&](int64_t first, int64_t last) {
                 for (int64_t i = first; i < last; ++i) {
                   for (int64_t j = 0; j < k; ++j) centred[i * k + j] = x[i * k + j] - mean[j];
                 }
               }));
    product(centred, tape.value(matrix_), {}, Activation::linear, y);
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    if (!needs_dx(tape)) return {};
    const Tensor dx = tape.make(dy.shape);
    product_nt(dy, tape.value(matrix_), dx);
    return dx;
  }

 private:
  int64_t numbers() const { return input_.shape[0]; }

  Param mean_, matrix_;
};

}  // namespace

LayerPtr make_whitening(const TensorType& input) {
  return std::make_unique<WhiteningLayer>(input);
}

}  // namespace aimodel
