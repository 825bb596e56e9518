#include <cmath>

#include "layers/build.h"
#include "tensor/elementwise.h"
#include "tensor/parallel.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

// Layer normalisation: each row (last axis) is brought to mean 0 and variance 1, then scaled and
// shifted.
//   forward   z = (x - mean) / sqrt(var + eps),  y = g * z + b             x, y [n, d]   g, b [d]
//   backward  dg += sum over rows of dy * z,  db += sum over rows of dy
//             dx  = (h - mean(h) - z * mean(h * z)) / sqrt(var + eps),   h = g * dy
//   source    Ba, Kiros, Hinton 2016, arXiv:1607.06450, eq. 3-4
//   limits    eps > 0; d = 1 gives y = b
class LayerNorm : public Layer {
 public:
  LayerNorm(const Options& options, const TensorType& input)
      : Layer(input),
        epsilon_(static_cast<real>(options.number("epsilon"))),
        scale_{"scale", {input.shape.back()}, Initializer::ones, ParamKind::bias},
        shift_{"shift", {input.shape.back()}, Initializer::zeros, ParamKind::bias} {}

  std::vector<Param*> params() override { return {&scale_, &shift_}; }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    return graph.node("LayerNormalization", {x, graph.parameter(scale_), graph.parameter(shift_)},
                      {{"axis", int64_t{-1}}, {"epsilon", double{epsilon_}}});
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const int64_t d = input_.shape.back(), n = x.size() / d;
    const Tensor y = tape.make(x.shape), z = tape.keeps() ? tape.make(x.shape) : y;
    const Tensor factor = tape.make({n});
    const Tensor g = tape.value(scale_), b = tape.value(shift_);
    const auto width = static_cast<real>(d);
    for_ranges(n, kRows, 2 * kElementCost * static_cast<double>(x.size()),
               vectorised([&](int64_t first, int64_t last) {
                 for (int64_t i = first; i < last; ++i) {
                   const real* from = x.data + i * d;
                   real mean = 0, variance = 0;
#pragma omp simd reduction(+ : mean)
                   for (int64_t j = 0; j < d; ++j) mean += from[j];
                   mean /= width;
#pragma omp simd reduction(+ : variance)
                   for (int64_t j = 0; j < d; ++j) variance += (from[j] - mean) * (from[j] - mean);
                   factor[i] = 1 / std::sqrt(variance / width + epsilon_);
                   const real scale = factor[i];
                   real* const to_z = z.data + i * d;
                   real* const to = y.data + i * d;
#pragma omp simd
                   for (int64_t j = 0; j < d; ++j) {
                     const real normal = (from[j] - mean) * scale;
                     to_z[j] = normal;
                     to[j] = g.data[j] * normal + b.data[j];
                   }
                 }
               }));
    tape.keep(z);
    tape.keep(factor);
    return y;
  }

  Tensor run_backward(Tensor dy, Tape& tape) const override {
    const Tensor factor = tape.take(), z = tape.take();
    const int64_t d = input_.shape.back(), n = dy.size() / d;
    const Tensor g = tape.value(scale_), dg = tape.grad(scale_), db = tape.grad(shift_);
    const double work = 2 * kElementCost * static_cast<double>(dy.size());
    for_ranges(dg.data == nullptr ? 0 : d, kColumns, work,
               vectorised([&](int64_t first, int64_t last) {
                 for (int64_t i = 0; i < n; ++i) {
                   const real* slope = dy.data + i * d;
                   const real* normal = z.data + i * d;
#pragma omp simd
                   for (int64_t j = first; j < last; ++j) {
                     dg.data[j] += slope[j] * normal[j];
                     db.data[j] += slope[j];
                   }
                 }
               }));
    if (!needs_dx(tape)) return {};
    const auto width = static_cast<real>(d);
    for_ranges(n, kRows, work, vectorised([&](int64_t first, int64_t last) {
                 for (int64_t i = first; i < last; ++i) {
                   real* const slope = dy.data + i * d;
                   const real* normal = z.data + i * d;
                   const real scale = factor[i];
                   real mean_h = 0, mean_h_z = 0;
#pragma omp simd reduction(+ : mean_h, mean_h_z)
                   for (int64_t j = 0; j < d; ++j) {
                     const real h = g.data[j] * slope[j];
                     mean_h += h;
                     mean_h_z += h * normal[j];
                   }
                   mean_h /= width;
                   mean_h_z /= width;
#pragma omp simd
                   for (int64_t j = 0; j < d; ++j) {
                     slope[j] = (g.data[j] * slope[j] - mean_h - normal[j] * mean_h_z) * scale;
                   }
                 }
               }));
    return dy;
  }

 private:
  static constexpr int64_t kRows = 32, kColumns = 64;  // of a piece

  real epsilon_;
  Param scale_, shift_;
};

}  // namespace

LayerPtr make_layer_norm(const Options& options, const TensorType& input, Build&) {
  return std::make_unique<LayerNorm>(options, input);
}

}  // namespace aimodel
