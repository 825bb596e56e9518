#include <algorithm>

#include <fmt/format.h>

#include "layers/build.h"
#include "tensor/columns.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

// Several branches on the same input.
//   concat    y = [f_1(x), f_2(x), ...] along the last axis
//   add       y = f_1(x) + f_2(x) + ...
//   backward  dx = sum over branches of df_i(dy_i)
class Parallel : public Layer {
 public:
  Parallel(const Options& options, const TensorType& input, Build& build)
      : Layer(input), concat_(options.text("join") == "concat") {
    bool requires_grad = input.requires_grad;
    for (const Options& branch : options.list("branches")) {
      branches_.push_back(build.sequence(branch.list(), input));
      const TensorType& given = branches_.back()->output();
      requires_grad = requires_grad || given.requires_grad;
      const Shape& shape = given.shape;
      if (branches_.size() == 1) {
        output_ = given;
      } else if (concat_ ? shape.with_back(1) != output_.shape.with_back(1)
                         : shape != output_.shape) {
        throw branch.error(fmt::format(
            "gives {} where the branches before give {}: they cannot be {}", to_string(given),
            to_string(output_), concat_ ? "put side by side" : "added"));
      } else if (concat_) {
        output_.shape = shape.with_back(output_.shape.back() + shape.back());
      }
    }
    output_.requires_grad = requires_grad;
  }

  std::vector<Child> children() override {
    std::vector<Child> result;
    for (size_t i = 0; i < branches_.size(); ++i) {
      for (const Child& child : branches_[i]->children()) {
        result.push_back({fmt::format("branches.{}.{}", i, child.name), child.layer, child.times});
      }
    }
    return result;
  }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    std::vector<OnnxValue> all;
    for (const LayerPtr& branch : branches_) all.push_back(graph.layer(*branch, x));
    if (concat_) return graph.node("Concat", all, {{"axis", int64_t{-1}}});
    OnnxValue sum = all[0];
    for (size_t i = 1; i < all.size(); ++i) sum = graph.node("Add", {sum, all[i]});
    return sum;
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const Shape shape = x.shape.with_back(output_.shape.back());
    const Tensor y = concat_ ? tape.make(shape) : tape.zeros(shape);
    int64_t column = 0;
    for (const LayerPtr& branch : branches_) {
      const Tensor slice = branch->forward(x, tape);
      if (concat_) {
        put_columns(slice, column, y);
        column += slice.shape.back();
      } else {
        add(slice, y);
      }
    }
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    const bool needed = needs_dx(tape);
    const Tensor dx = needed ? tape.zeros(dy.shape.with_back(input_.shape.back())) : Tensor{};
    int64_t column = output_.shape.back();
    for (size_t i = branches_.size(); i > 0; --i) {
      const Layer& branch = *branches_[i - 1];
      const Tensor slice = tape.make(dy.shape.with_back(branch.output().shape.back()));
      if (concat_) {
        column -= slice.shape.back();
        take_columns(dy, column, slice);
      } else {
        std::copy_n(dy.data, dy.size(), slice.data);
      }
      const Tensor d_branch = branch.backward(slice, tape);
      if (needed) add(d_branch, dx);
    }
    return dx;
  }

 private:
  bool concat_;
  std::vector<LayerPtr> branches_;
};

}  // namespace

LayerPtr make_parallel(const Options& options, const TensorType& input, Build& build) {
  return std::make_unique<Parallel>(options, input, build);
}

}  // namespace aimodel
