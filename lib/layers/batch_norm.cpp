#include <cmath>

#include "layers/layer.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

// Batch normalisation of each feature (last axis): brought to mean 0 and variance 1 over the batch,
// then scaled and shifted; outside training by running statistics.
//   forward   z = (x - mean) / sqrt(var + eps),  y = g * z + b             x, y [n, d]   g, b [d]
//             running = rho running + (1 - rho) batch                      variance * n / (n - 1)
//             rho = (1 - momentum)^share,   share = rows of this batch / rows of a full one
//   backward  dg += sum(dy * z),  db += sum(dy)                            sums over rows
//   training  dx = g / sqrt(var + eps) * (dy - mean(dy) - z * mean(dy * z))
//   probing   dx = g / sqrt(running_var + eps) * dy
//   source    Ioffe, Szegedy 2015, arXiv:1502.03167, algorithm 1; momentum, and the variance biased
//             in z but not in running, as torch.nn.BatchNorm1d. Smaller batches: the scaling rule
//             of moving averages, Busbridge et al. 2023, arXiv:2307.13813 (rho^share), so that
//             rows count alike in whatever batches they come
//   limits    eps > 0; one row (n = 1) has no statistics: y = b, and running stays as it is. Training
//             makes no such batch (train/batches.h)
class BatchNorm : public Layer {
 public:
  BatchNorm(const Options& options, const Shape& input)
      : shape_(input),
        momentum_(options.number("momentum")),
        epsilon_(static_cast<real>(options.number("epsilon"))),
        scale_{"scale", {input.back()}, Initializer::ones, Zone::bias},
        shift_{"shift", {input.back()}, Initializer::zeros, Zone::bias},
        mean_{"running_mean", {input.back()}, Initializer::zeros, Zone::statistic},
        variance_{"running_variance", {input.back()}, Initializer::ones, Zone::statistic} {}

  Shape output_shape() const override { return shape_; }

  Tensor forward(Tensor x, Tape& tape) const override {
    const int64_t d = features(), n = x.size() / d;
    const Tensor mean = tape.make({d}), factor = tape.make({d});
    const Tensor running_mean = tape.value(mean_), running_variance = tape.value(variance_);
    const Tensor g = tape.value(scale_), b = tape.value(shift_);
    const Tensor y = tape.make(x.shape), z = tape.keeps() ? tape.make(x.shape) : y;
    const real share =
        n > 1 ? static_cast<real>(1 - std::pow(1 - momentum_, tape.share())) : real{0};
    const real correction = n > 1 ? static_cast<real>(n) / static_cast<real>(n - 1) : 1;
    for_ranges(d, kFeatures, 2 * kElementCost * static_cast<double>(x.size()),
               [&](int64_t first, int64_t last) {
                 if (tape.training()) {
                   measure(x, n, first, last, mean, factor);  // factor holds the variance for now
                   for (int64_t j = first; j < last; ++j) {
                     running_mean[j] += share * (mean[j] - running_mean[j]);
                     running_variance[j] += share * (factor[j] * correction - running_variance[j]);
                     factor[j] = 1 / std::sqrt(factor[j] + epsilon_);
                   }
                 } else {
                   for (int64_t j = first; j < last; ++j) {
                     mean[j] = running_mean[j];
                     factor[j] = 1 / std::sqrt(running_variance[j] + epsilon_);
                   }
                 }
                 for (int64_t i = 0; i < n; ++i) {
                   for (int64_t j = first; j < last; ++j) {
                     const real normal = (x[i * d + j] - mean[j]) * factor[j];
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
    const int64_t d = features(), n = dy.size() / d;
    const Tensor g = tape.value(scale_), dg = tape.grad(scale_), db = tape.grad(shift_);
    const Tensor sum_dy = tape.zeros({d}), sum_dy_z = tape.zeros({d});
    for_ranges(d, kFeatures, 2 * kElementCost * static_cast<double>(dy.size()),
               [&](int64_t first, int64_t last) {
                 for (int64_t i = 0; i < n; ++i) {
                   for (int64_t j = first; j < last; ++j) {
                     sum_dy[j] += dy[i * d + j];
                     sum_dy_z[j] += dy[i * d + j] * z[i * d + j];
                   }
                 }
                 const real share = tape.training() ? 1 / static_cast<real>(n) : 0;
                 for (int64_t j = first; j < last; ++j) {
                   dg[j] += sum_dy_z[j];
                   db[j] += sum_dy[j];
                   sum_dy[j] *= share;
                   sum_dy_z[j] *= share;
                 }
                 for (int64_t i = 0; i < n; ++i) {
                   for (int64_t j = first; j < last; ++j) {
                     real& d_ij = dy[i * d + j];
                     d_ij = g[j] * factor[j] * (d_ij - sum_dy[j] - z[i * d + j] * sum_dy_z[j]);
                   }
                 }
               });
    return dy;
  }

  std::vector<Param*> params() override { return {&scale_, &shift_, &mean_, &variance_}; }
  bool mixes_rows() const override { return true; }

 private:
  static constexpr int64_t kFeatures = 64;  // a piece's columns

  int64_t features() const { return shape_.back(); }

  static void measure(Tensor x, int64_t n, int64_t first, int64_t last, Tensor mean,
                      Tensor variance) {
    const int64_t d = mean.size();
    for (int64_t j = first; j < last; ++j) mean[j] = variance[j] = 0;
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = first; j < last; ++j) mean[j] += x[i * d + j];
    }
    for (int64_t j = first; j < last; ++j) mean[j] /= static_cast<real>(n);
    for (int64_t i = 0; i < n; ++i) {
      for (int64_t j = first; j < last; ++j) {
        const real difference = x[i * d + j] - mean[j];
        variance[j] += difference * difference;
      }
    }
    for (int64_t j = first; j < last; ++j) variance[j] /= static_cast<real>(n);
  }

  Shape shape_;
  double momentum_;
  real epsilon_;
  Param scale_, shift_, mean_, variance_;
};

}  // namespace

LayerPtr make_batch_norm(const Options& options, const Shape& input) {
  return std::make_unique<BatchNorm>(options, input);
}

}  // namespace aimodel
