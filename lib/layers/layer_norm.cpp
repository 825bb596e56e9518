#include <cmath>

#include "layers/layer.h"
#include "tensor/elementwise.h"
#include "tensor/parallel.h"

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
  LayerNorm(const Options& options, const Shape& input)
      : shape_(input),
        epsilon_(static_cast<real>(options.number("epsilon"))),
        scale_{"scale", {input.back()}, Initializer::ones, Zone::bias},
        shift_{"shift", {input.back()}, Initializer::zeros, Zone::bias} {}

  Shape output_shape() const override { return shape_; }

  Tensor forward(Tensor x, Tape& tape) const override {
    const int64_t d = shape_.back(), n = x.size() / d;
    const Tensor y = tape.make(x.shape), z = tape.keeps() ? tape.make(x.shape) : y;
    const Tensor factor = tape.make({n});
    const Tensor g = tape.value(scale_), b = tape.value(shift_);
    const auto width = static_cast<real>(d);
    for_ranges(n, kRows, 8.0 * static_cast<double>(x.size()), [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) {
        const real* from = x.data + i * d;
        real mean = 0, variance = 0;
        for (int64_t j = 0; j < d; ++j) mean += from[j];
        mean /= width;
        for (int64_t j = 0; j < d; ++j) variance += (from[j] - mean) * (from[j] - mean);
        factor[i] = 1 / std::sqrt(variance / width + epsilon_);
        for (int64_t j = 0; j < d; ++j) {
          const real normal = (from[j] - mean) * factor[i];
          z[i * d + j] = normal;
          y[i * d + j] = g[j] * normal + b[j];
        }
      }
    });
    tape.keep(z);
    tape.keep(factor);
    return y;
  }

  Tensor backward(Tensor dy, Tape& tape) const override {
    const Tensor factor = tape.take(), z = tape.take();
    const int64_t d = shape_.back(), n = dy.size() / d;
    const Tensor dy_z = tape.make({n, d});
    for (int64_t i = 0; i < n * d; ++i) dy_z[i] = dy[i] * z[i];
    add_sum_rows(dy_z, tape.grad(scale_));
    add_sum_rows(dy.reshaped({n, d}), tape.grad(shift_));
    const Tensor g = tape.value(scale_);
    const auto width = static_cast<real>(d);
    for_ranges(n, kRows, 8.0 * static_cast<double>(dy.size()), [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) {
        real mean_h = 0, mean_h_z = 0;
        for (int64_t j = 0; j < d; ++j) {
          mean_h += g[j] * dy[i * d + j];
          mean_h_z += g[j] * dy_z[i * d + j];
        }
        mean_h /= width;
        mean_h_z /= width;
        for (int64_t j = 0; j < d; ++j) {
          const real h = g[j] * dy[i * d + j];
          dy[i * d + j] = (h - mean_h - z[i * d + j] * mean_h_z) * factor[i];
        }
      }
    });
    return dy;
  }

  std::vector<Param*> params() override { return {&scale_, &shift_}; }

 private:
  static constexpr int64_t kRows = 32;  // a piece's rows

  Shape shape_;
  real epsilon_;
  Param scale_, shift_;
};

}  // namespace

LayerPtr make_layer_norm(const Options& options, const Shape& input) {
  return std::make_unique<LayerNorm>(options, input);
}

}  // namespace aimodel
