#include <algorithm>

#include <fmt/format.h>

#include "base/json.h"
#include "layers/build.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

// A branch beside a short cut.
//   forward   y = s(x) + layers(x)      s(x) = x, or x w where the sizes differ
//   backward  dx = ds(dy) + dlayers(dy)
//   source    He et al. 2016, arXiv:1512.03385, eq. 1-2
class Residual : public Layer {
 public:
  Residual(const Options& options, const TensorType& input, Build& build)
      : Layer(input), branch_(build.sequence(options.list("layers"), input)) {
    output_ = branch_->output();
    output_.requires_grad = output_.requires_grad || input.requires_grad;
    const Shape& to = output_.shape;
    if (to == input.shape) return;
    if (to.rank() != input.shape.rank() || to != input.shape.with_back(to.back())) {
      throw options.error_at("layers",
                             fmt::format("give {} where the input is {}: the two cannot be added",
                                         to_string(output_), to_string(input)));
    }
    projection_ =
        build.layer(Json{{"type", "dense"}, {"units", to.back()}, {"bias", false}}, input);
    output_.requires_grad = output_.requires_grad || projection_->output().requires_grad;
  }

  std::vector<Child> children() override {
    std::vector<Child> result;
    for (const Child& child : branch_->children()) {
      result.push_back({"layers." + child.name, child.layer});
    }
    if (projection_) result.push_back({"projection", projection_.get()});
    return result;
  }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    const OnnxValue cut = projection_ ? graph.layer(*projection_, x) : x;
    return graph.node("Add", {cut, graph.layer(*branch_, x)});
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const Tensor cut = projection_ ? projection_->forward(x, tape) : x;
    const Tensor y = tape.make(cut.shape);
    std::copy_n(cut.data, cut.size(), y.data);
    add(branch_->forward(x, tape), y);
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    const Tensor copy = tape.make(dy.shape);
    std::copy_n(dy.data, dy.size(), copy.data);
    const Tensor dx = branch_->backward(copy, tape);
    const Tensor d_cut = projection_ ? projection_->backward(dy, tape) : dy;
    if (!needs_dx(tape)) return {};
    add(dx, d_cut);
    return d_cut;
  }

 private:
  LayerPtr branch_;
  LayerPtr projection_;
};

}  // namespace

LayerPtr make_residual(const Options& options, const TensorType& input, Build& build) {
  return std::make_unique<Residual>(options, input, build);
}

}  // namespace aimodel
