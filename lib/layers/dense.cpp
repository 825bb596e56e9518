#include <algorithm>

#include "layers/build.h"
#include "tensor/activation.h"
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
//   limits    k, m >= 1; an input in fields takes that many rows of w each, one-hot ones by index
class Dense : public Layer {
 public:
  Dense(const Options& options, const TensorType& input, Build& build)
      : Layer(input),
        activation_(activation_named(options.text("activation"))),
        bias_used_(options.flag("bias")),
        weight_{"weight",
                {input.shape.back(), options.integer("units")},
                initializer_named(options.text("initializer"), activation_),
                ParamKind::weight},
        bias_{"bias", {weight_.shape.back()}, Initializer::zeros, ParamKind::bias} {
    weight_.hidden_matrix = true;
    output_.shape = input.shape.with_back(units());
    if (options.has("tie")) weight_.tied = build.tied(options, "tie", weight_.shape);
  }

  std::vector<Param*> params() override {
    if (bias_used_) return {&weight_, &bias_};
    return {&weight_};
  }

  double multiply_adds() const override {
    return static_cast<double>(output_.shape.elements()) * static_cast<double>(inputs());
  }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    OnnxValue z = graph.node("MatMul", {x, graph.parameter(weight_)});
    if (bias_used_) z = graph.node("Add", {z, graph.parameter(bias_)});
    return graph.activation(activation_, z);
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const int64_t n = x.size() / inputs();
    const Tensor rows = x.reshaped({n, inputs()});
    tape.keep(rows);
    const Tensor y = tape.make({n, units()});
    if (keeps_input(tape)) {
      product(rows, tape.value(weight_), {}, Activation::linear, y);
      return finish(y, tape).reshaped(x.shape.with_back(units()));
    }
    product(rows, tape.value(weight_), bias(tape), activation_, y);
    keep_output(y, tape);
    return y.reshaped(x.shape.with_back(units()));
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    const Tensor dz = activation_backward(dy, tape), x = tape.take();
    const Tensor dw = tape.grad(weight_);
    if (!needs_dx(tape)) {
      if (dw.data != nullptr) add_product_tn(x, dz, dw);
      return {};
    }
    const Tensor dx = tape.make({dz.rows(), inputs()});
    backward_products(x, tape.value(weight_), dz, dw, dx);
    return dx.reshaped(dy.shape.with_back(inputs()));
  }

  // z = sum over fields of x_field w_field, where w_field are the field's rows of w.
  Tensor run_fields(Fields x, Tape& tape) const override {
    if (x.size() == 1 && !x[0].one_hot()) return run(x[0].x, tape);
    const Tensor z = tape.make({x[0].x.rows(), units()});
    const Tensor w = tape.value(weight_);
    int64_t row = 0;
    for (const Field& field : x) {
      const Tensor w_field = rows_of(w, row, field.width);
      if (field.one_hot()) {
        if (row == 0) std::fill_n(z.data, z.size(), real{0});
        add_one_hot_product(field.x, field.sizes, w_field, z);
      } else if (row == 0) {
        product(field.x, w_field, {}, Activation::linear, z);
      } else {
        add_product(field.x, w_field, z);
      }
      row += field.width;
    }
    return finish(z, tape);
  }

  void run_fields_backward(Tensor dy, Fields x, Tape& tape) const override {
    if (x.size() == 1 && !x[0].one_hot()) return Layer::run_fields_backward(dy, x, tape);
    const Tensor dz = activation_backward(dy, tape);
    const Tensor w = tape.value(weight_), dw = tape.grad(weight_);
    int64_t row = 0;
    for (const Field& field : x) {
      const Tensor dw_field = rows_of(dw, row, field.width);
      if (field.one_hot()) {
        if (dw.data != nullptr) add_one_hot_product_tn(field.x, field.sizes, dz, dw_field);
        if (field.dx.data != nullptr) product_nt(dz, rows_of(w, row, field.width), field.dx);
      } else if (field.dx.data != nullptr) {
        backward_products(field.x, rows_of(w, row, field.width), dz, dw_field, field.dx);
      } else if (dw.data != nullptr) {
        add_product_tn(field.x, dz, dw_field);
      }
      row += field.width;
    }
  }

 private:
  int64_t inputs() const { return weight_.shape[0]; }
  int64_t units() const { return weight_.shape[1]; }

  static Tensor rows_of(Tensor w, int64_t first, int64_t count) {
    return {w.data == nullptr ? nullptr : w.row(first), {count, w.row_size()}};
  }

  static void backward_products(Tensor x, Tensor w, Tensor dz, Tensor dw, Tensor dx) {
    if (dw.data == nullptr) return product_nt(dz, w, dx);
    product_backward(x, w, dz, dw, dx);
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

  Activation activation_;
  bool bias_used_;
  Param weight_, bias_;
};

}  // namespace

LayerPtr make_dense(const Options& options, const TensorType& input, Build& build) {
  if (input.shape.rank() == 0 || input.shape.back() < 1)
    throw options.error("dense needs at least one input");
  return std::make_unique<Dense>(options, input, build);
}

}  // namespace aimodel
