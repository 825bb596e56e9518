#include "layers/layer.h"
#include "tensor/elementwise.h"
#include "tensor/product.h"

namespace aimodel {

namespace {

Initializer initializer_named(const std::string& name, Activation activation) {
  if (name == "zeros") return Initializer::zeros;
  if (name == "he_uniform") return Initializer::he_uniform;
  if (name == "glorot_uniform") return Initializer::glorot_uniform;
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
//   limits    k, m >= 1
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
    const Tensor w = tape.value(weight_);
    const Tensor b = bias_used_ ? tape.value(bias_) : Tensor{};
    const Tensor y = tape.make({n, units()});
    tape.keep(rows);
    if (tape.keeps() && needs_input(activation_)) {
      const Tensor z = tape.make({n, units()});
      product(rows, w, b, Activation::linear, z);
      activate(activation_, z, y);
      tape.keep(z);
    } else {
      product(rows, w, b, activation_, y);
      if (activation_ != Activation::linear) tape.keep(y);
    }
    return y.reshaped(output_.with_rows(x.rows()));
  }

  Tensor backward(Tensor dy, Tape& tape) const override {
    const Tensor dz = add_gradients(dy, tape);
    const Tensor dx = tape.make({dz.rows(), inputs()});
    product_nt(dz, tape.value(weight_), dx);
    Shape shape = dy.shape.with_back(inputs());
    return dx.reshaped(shape);
  }

  void backward_parameters(Tensor dy, Tape& tape) const override { add_gradients(dy, tape); }

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

  Tensor add_gradients(Tensor dy, Tape& tape) const {
    const Tensor dz = dy.reshaped({dy.size() / units(), units()});
    if (activation_ != Activation::linear) activate_backward(activation_, tape.take(), dz, dz);
    const Tensor x = tape.take();
    add_product_tn(x, dz, tape.grad(weight_));
    if (bias_used_) add_sum_rows(dz, tape.grad(bias_));
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
