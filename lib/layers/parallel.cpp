#include <algorithm>

#include <fmt/format.h>

#include "layers/layer.h"
#include "tensor/elementwise.h"

namespace aimodel {

namespace {

// Several branches on the same input.
//   concat    y = [f_1(x), f_2(x), ...] along the last axis
//   add       y = f_1(x) + f_2(x) + ...
//   backward  dx = sum over branches of df_i(dy_i)
class Parallel : public Layer {
 public:
  Parallel(const Options& options, const Shape& input)
      : concat_(options.text("join") == "concat"), input_(input) {
    for (const Options& branch : options.list("branches")) {
      branches_.push_back(make_sequence(branch.list(), input));
      const Shape shape = branches_.back()->output_shape();
      if (branches_.size() == 1) {
        output_ = shape;
      } else if (concat_ ? shape.with_back(1) != output_.with_back(1) : shape != output_) {
        throw branch.error(fmt::format(
            "gives {} where the branches before give {}: they cannot be {}", row_text(shape),
            row_text(output_), concat_ ? "put side by side" : "added"));
      } else if (concat_) {
        output_ = output_.with_back(output_.back() + shape.back());
      }
    }
  }

  Shape output_shape() const override { return output_; }

  Tensor forward(Tensor x, Tape& tape) const override {
    const Tensor y =
        concat_ ? tape.make(output_.with_rows(x.rows())) : tape.zeros(output_.with_rows(x.rows()));
    int64_t column = 0;
    for (const LayerPtr& branch : branches_) {
      const Tensor part = branch->forward(x, tape);
      if (concat_) {
        for_each_row(y, part, column, [](real* whole, real* piece, int64_t width) {
          std::copy_n(piece, width, whole);
        });
        column += part.shape.back();
      } else {
        add(part, y);
      }
    }
    return y;
  }

  Tensor backward(Tensor dy, Tape& tape) const override {
    const Tensor dx = tape.zeros(input_.with_rows(dy.rows()));
    int64_t column = output_.back();
    for (size_t i = branches_.size(); i > 0; --i) {
      const Layer& branch = *branches_[i - 1];
      const Tensor part = tape.make(branch.output_shape().with_rows(dy.rows()));
      if (concat_) {
        column -= part.shape.back();
        for_each_row(dy, part, column, [](real* whole, real* piece, int64_t width) {
          std::copy_n(whole, width, piece);
        });
      } else {
        std::copy_n(dy.data, dy.size(), part.data);
      }
      add(branch.backward(part, tape), dx);
    }
    return dx;
  }

  std::vector<Child> children() override {
    std::vector<Child> result;
    for (size_t i = 0; i < branches_.size(); ++i) {
      for (const Child& child : branches_[i]->children()) {
        result.push_back({fmt::format("branches.{}.{}", i, child.name), child.layer});
      }
    }
    return result;
  }

 private:
  // Calls f(place in the whole's row, the part's row, width of the part) for every row of the last
  // axis.
  template <typename Function>
  static void for_each_row(Tensor whole, Tensor part, int64_t column, const Function& f) {
    const int64_t width = part.shape.back(), stride = whole.shape.back();
    for (int64_t i = 0; i * width < part.size(); ++i) {
      f(whole.data + i * stride + column, part.data + i * width, width);
    }
  }

  bool concat_;
  Shape input_, output_;
  std::vector<LayerPtr> branches_;
};

}  // namespace

LayerPtr make_parallel(const Options& options, const Shape& input) {
  return std::make_unique<Parallel>(options, input);
}

}  // namespace aimodel
