#include <algorithm>

#include <fmt/format.h>

#include "layers/layer.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

// A branch beside a short cut.
//   forward   y = s(x) + layers(x)      s(x) = x, or x w where the sizes differ
//   backward  dx = ds(dy) + dlayers(dy)
//   source    He et al. 2016, arXiv:1512.03385, eq. 1-2
class Residual : public Layer {
 public:
  Residual(const Options& options, const Shape& input)
      : branch_(make_sequence(options.list("layers"), input)) {
    const Shape output = branch_->output_shape();
    if (output == input) return;
    if (output.rank() != input.rank() || output != input.with_back(output.back())) {
      throw options.error_at("layers",
                             fmt::format("give {} where the input is {}: the two cannot be added",
                                         row_text(output), row_text(input)));
    }
    projection_ = make_layer(
        options_from(
            "layers/dense",
            fmt::format(R"({{"type": "dense", "units": {}, "bias": false}})", output.back())),
        input);
  }

  Shape output_shape() const override { return branch_->output_shape(); }

  Tensor forward(Tensor x, Tape& tape) const override {
    const Tensor y = tape.make(output_shape().with_rows(x.rows()));
    const Tensor cut = projection_ ? projection_->forward(x, tape) : x;
    std::copy_n(cut.data, cut.size(), y.data);
    add(branch_->forward(x, tape), y);
    return y;
  }

  Tensor backward(Tensor dy, Tape& tape) const override {
    const Tensor copy = tape.make(dy.shape);
    std::copy_n(dy.data, dy.size(), copy.data);
    const Tensor dx = branch_->backward(copy, tape);
    const Tensor d_cut = projection_ ? projection_->backward(dy, tape) : dy;
    add(dx, d_cut);
    return d_cut;
  }

  std::vector<Child> children() override {
    std::vector<Child> result;
    for (const Child& child : branch_->children()) {
      result.push_back({"layers." + child.name, child.layer});
    }
    if (projection_) result.push_back({"projection", projection_.get()});
    return result;
  }

 private:
  LayerPtr branch_;
  LayerPtr projection_;
};

}  // namespace

LayerPtr make_residual(const Options& options, const Shape& input) {
  return std::make_unique<Residual>(options, input);
}

}  // namespace aimodel
