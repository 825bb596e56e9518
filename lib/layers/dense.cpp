#include <algorithm>

#include "layers/layer.h"
#include "tensor/elementwise.h"
#include "tensor/one_hot.h"
#include "tensor/product.h"

namespace aimodel {

namespace {

Initializer initializer_named(const std::string& name, Activation activation) {
  if (name == "zeros") return Initializer::zeros;
  if (name == "he_uniform") return Initializer::he_uniform;
  if (name == "glorot_uniform") return Initializer::glorot_uniform;
  if (name == "orthogonal") return Initializer::orthogonal;
  switch (activation) {  // auto
    case Activation::relu:
    case Activation::leaky_relu:
    case Activation::elu:
    case Activation::gelu:
    case Activation::silu:
      return Initializer::he_uniform;
    default:
      return Initializer::glorot_uniform;
  }
}

// Fully connected layer, over the last axis.
//   forward   z = x w + b,  y = f(z)             x [n, k]   w [k, m]   b [m]   y [n, m]
//   backward  dz = dy * f'(z),  dw += x^T dz,  db += sum over rows of dz,  dx = dz w^T
//   limits    k, m >= 1; an input in parts takes that many rows of w each, one-hot ones by place
class Dense : public Layer {
 public:
  Dense(const Options& options, const Shape& input)
      : output_(input.with_back(options.integer("units"))),
        activation_(activation_named(options.text("activation"))),
        bias_used_(options.flag("bias")),
        weight_{"weight",
                {input.back(), output_.back()},
                initializer_named(options.text("initializer"), activation_),
                Zone::weight},
        bias_{"bias", {output_.back()}, Initializer::zeros, Zone::bias} {}

  Shape output_shape() const override { return output_; }

  Tensor forward(Tensor x, Tape& tape) const override {
    const int64_t n = x.size() / inputs();
    const Tensor rows = x.reshaped({n, inputs()});
    tape.keep(rows);
    const Tensor y = tape.make({n, units()});
    if (keeps_input(tape)) {
      product(rows, tape.value(weight_), {}, Activation::linear, y);
      return finish(y, tape).reshaped(output_.with_rows(x.rows()));
    }
    product(rows, tape.value(weight_), bias(tape), activation_, y);
    keep_output(y, tape);
    return y.reshaped(output_.with_rows(x.rows()));
  }

  Tensor backward(Tensor dy, Tape& tape) const override {
    const Tensor dz = activation_backward(dy, tape), x = tape.take();
    const Tensor dx = tape.make({dz.rows(), inputs()});
    product_backward(x, tape.value(weight_), dz, tape.grad(weight_), dx);
    return dx.reshaped(dy.shape.with_back(inputs()));
  }

  void backward_parameters(Tensor dy, Tape& tape) const override {
    const Tensor dz = activation_backward(dy, tape), x = tape.take();
    add_product_tn(x, dz, tape.grad(weight_));
  }

  // z = sum over parts of x_part w_part, where w_part are the part's rows of w.
  Tensor forward_parts(Parts x, Tape& tape) const override {
    if (x.size() == 1 && !x[0].one_hot()) return forward(x[0].x, tape);
    const Tensor z = tape.make({x[0].x.rows(), units()});
    const Tensor w = tape.value(weight_);
    int64_t row = 0;
    for (const Part& part : x) {
      const Tensor w_part = rows_of(w, row, part.width);
      if (part.one_hot()) {
        if (row == 0) std::fill_n(z.data, z.size(), real{0});
        add_one_hot_product(part.x, part.sizes, w_part, z);
      } else if (row == 0) {
        product(part.x, w_part, {}, Activation::linear, z);
      } else {
        add_product(part.x, w_part, z);
      }
      row += part.width;
    }
    return finish(z, tape);
  }

  void backward_parts(Tensor dy, Parts x, Tape& tape) const override {
    if (x.size() == 1 && !x[0].one_hot()) return Layer::backward_parts(dy, x, tape);
    const Tensor dz = activation_backward(dy, tape);
    const Tensor w = tape.value(weight_), dw = tape.grad(weight_);
    int64_t row = 0;
    for (const Part& part : x) {
      const Tensor dw_part = rows_of(dw, row, part.width);
      if (part.one_hot()) {
        add_one_hot_product_tn(part.x, part.sizes, dz, dw_part);
      } else if (part.dx.data == nullptr) {
        add_product_tn(part.x, dz, dw_part);
      } else {
        product_backward(part.x, rows_of(w, row, part.width), dz, dw_part, part.dx);
      }
      row += part.width;
    }
  }

  std::vector<Param*> params() override {
    if (bias_used_) return {&weight_, &bias_};
    return {&weight_};
  }

  double multiply_adds() const override {
    return static_cast<double>(output_.elements()) * static_cast<double>(inputs());
  }

 private:
  int64_t inputs() const { return weight_.shape[0]; }
  int64_t units() const { return weight_.shape[1]; }

  static Tensor rows_of(Tensor w, int64_t first, int64_t count) {
    return {w.row(first), {count, w.row_size()}};
  }

  Tensor bias(Tape& tape) const { return bias_used_ ? tape.value(bias_) : Tensor{}; }

  // What backward takes of the activation: z, or y, or nothing.
  bool keeps_input(const Tape& tape) const { return tape.keeps() && needs_input(activation_); }
  void keep_output(Tensor y, Tape& tape) const {
    if (activation_ != Activation::linear) tape.keep(y);
  }

  // z without its bias -> y
  Tensor finish(Tensor z, Tape& tape) const {
    if (!keeps_input(tape)) {
      activate_rows(activation_, bias(tape), z);
      keep_output(z, tape);
      return z;
    }
    activate_rows(Activation::linear, bias(tape), z);
    tape.keep(z);
    const Tensor y = tape.make(z.shape);
    activate(activation_, z, y);
    return y;
  }

  // dy -> dz, and db.
  Tensor activation_backward(Tensor dy, Tape& tape) const {
    const Tensor dz = dy.reshaped({dy.size() / units(), units()});
    const Tensor kept = activation_ == Activation::linear ? dz : tape.take();
    activate_backward_rows(activation_, kept, dz, dz, bias_used_ ? tape.grad(bias_) : Tensor{});
    return dz;
  }

  Shape output_;
  Activation activation_;
  bool bias_used_;
  Param weight_, bias_;
};

}  // namespace

LayerPtr make_dense(const Options& options, const Shape& input) {
  if (input.rank() == 0 || input.back() < 1) throw options.error("dense needs at least one input");
  return std::make_unique<Dense>(options, input);
}

}  // namespace aimodel
