#include <algorithm>

#include <fmt/format.h>

#include "base/names.h"
#include "layers/build.h"
#include "tensor/columns.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

// The input and a value that an earlier layer or input group has given a name, v.
//   concat    y = [x, v] along the last axis      backward  dx, dv = the columns of dy
//   add       y = x + v                           backward  dx = dv = dy
//   limits    rows of the same shape, but for concat's last axis; both of steps, or neither
class With : public Layer {
 public:
  With(const Options& options, const TensorType& input, const Build& build, bool concat)
      : Layer(input), concat_(concat), other_(build.link(options, "with")) {
    const Shape &x = input.shape, &v = other_.type.shape;
    const bool fits = concat ? x.with_back(1) == v.with_back(1) : x == v;
    if (!fits || input.steps != other_.type.steps || x.rank() != v.rank()) {
      throw options.error_at(
          "with", fmt::format("{} is {} where the input is {}: they cannot be {}",
                              quote(options.text("with")), to_string(other_.type), to_string(input),
                              concat ? "put side by side" : "added"));
    }
    if (concat) output_.shape = x.with_back(x.back() + v.back());
    output_.requires_grad = input.requires_grad || other_.type.requires_grad;
  }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    const OnnxValue v = graph.named(other_.slot);
    if (concat_) return graph.node("Concat", {x, v}, {{"axis", int64_t{-1}}});
    return graph.node("Add", {x, v});
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const Tensor v = tape.named(other_.slot),
                 y = tape.make(x.shape.with_back(output_.shape.back()));
    if (concat_) {
      put_columns(x, 0, y);
      put_columns(v, input_.shape.back(), y);
    } else {
      std::copy_n(x.data, x.size(), y.data);
      add(v, y);
    }
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    if (!concat_) {
      send(other_, dy, tape);
      return dy;
    }
    const Tensor dx = tape.make(dy.shape.with_back(input_.shape.back()));
    const Tensor dv = tape.make(dy.shape.with_back(other_.type.shape.back()));
    take_columns(dy, 0, dx);
    take_columns(dy, input_.shape.back(), dv);
    send(other_, dv, tape);
    return dx;
  }

 private:
  bool concat_;
  Link other_;
};

}  // namespace

LayerPtr make_concat(const Options& options, const TensorType& input, Build& build) {
  return std::make_unique<With>(options, input, build, true);
}

LayerPtr make_add(const Options& options, const TensorType& input, Build& build) {
  return std::make_unique<With>(options, input, build, false);
}

}  // namespace aimodel
