#include <algorithm>
#include <cmath>

#include "layers/build.h"
#include "tensor/parallel.h"
#include "tensor/vectorised.h"

namespace aimodel {

namespace {

// Batch normalisation of each feature (last axis): brought to mean 0 and variance 1 over the batch,
// then scaled and shifted; outside training by running statistics.
//   forward   z = (x - mean) / sqrt(var + eps),  y = g * z + b             x, y [n, d]   g, b [d]
//             change of running = (1 - rho) (batch - running)              variance * n / (n - 1)
//             rho = (1 - momentum)^share,   share = rows of this batch / rows of a full one
//   backward  dg += sum(dy * z),  db += sum(dy)                            sums over rows
//   training  dx = g / sqrt(var + eps) * (dy - mean(dy) - z * mean(dy * z))
//   else      dx = g / sqrt(running_var + eps) * dy
//   source    Ioffe, Szegedy 2015, arXiv:1502.03167, algorithm 1; momentum, and the variance biased
//             in z but not in running, as torch.nn.BatchNorm1d. Smaller batches: the scaling rule
//             of moving averages, Busbridge et al. 2023, arXiv:2307.13813 (rho^share), so that
//             rows count alike in whatever batches they come
//   limits    eps > 0; one row (n = 1) has no statistics: y = b, and running stays as it is. Training
//             makes no such batch (train/batches.h). Of rows of steps those behind their lengths are
//             none. Frozen ("trainable": false) it normalises by the running statistics, as in Keras
class BatchNorm : public Layer {
 public:
  BatchNorm(const Options& options, const TensorType& input, const Build& build)
      : Layer(input),
        trainable_(build.trainable()),
        momentum_(options.number("momentum")),
        epsilon_(static_cast<real>(options.number("epsilon"))),
        scale_{"scale", {features()}, Initializer::ones, ParamKind::bias},
        shift_{"shift", {features()}, Initializer::zeros, ParamKind::bias},
        mean_{"running_mean", {features()}, Initializer::zeros, ParamKind::statistic},
        variance_{"running_variance", {features()}, Initializer::ones, ParamKind::statistic} {}

  std::vector<Param*> params() override { return {&scale_, &shift_, &mean_, &variance_}; }
  bool mixes_rows() const override { return trainable_; }

  OnnxValue to_onnx(OnnxGraph& graph, OnnxValue x) const override {
    const OnnxValue variance =
        graph.node("Add", {graph.parameter(variance_), graph.constant(double{epsilon_})});
    const OnnxValue centred = graph.node("Sub", {x, graph.parameter(mean_)});
    const OnnxValue z = graph.node("Div", {centred, graph.node("Sqrt", {variance})});
    return graph.node("Add",
                      {graph.node("Mul", {z, graph.parameter(scale_)}), graph.parameter(shift_)});
  }

 protected:
  Tensor run(Tensor x, Tape& tape) const override {
    const int64_t d = features(), n = x.size() / d;
    const std::span<const Range> whole = whole_steps(x, tape);
    const Tensor mean = tape.make({d}), factor = tape.make({d});
    const Tensor running_mean = tape.value(mean_), running_variance = tape.value(variance_);
    const Tensor g = tape.value(scale_), b = tape.value(shift_);
    const Tensor y = tape.make(x.shape), z = tape.keeps() ? tape.make(x.shape) : y;
    for_ranges(d, kFeatures, 2 * kElementCost * static_cast<double>(x.size()),
               vectorised([&](int64_t first, int64_t last) {
                 if (by_batch(tape)) {
                   measure(x, whole, first, last, mean, factor);  // factor: the variance for now
                   change_statistics(count(whole), first, last, mean, factor, tape);
                 } else {
                   for (int64_t j = first; j < last; ++j) {
                     mean[j] = running_mean[j];
                     factor[j] = running_variance[j];
                   }
                 }
                 for (int64_t j = first; j < last; ++j) {
                   factor[j] = 1 / std::sqrt(factor[j] + epsilon_);
                 }
                 for (int64_t i = 0; i < n; ++i) {
                   for (int64_t j = first; j < last; ++j) {
                     const real normal = (x[i * d + j] - mean[j]) * factor[j];
                     z[i * d + j] = normal;
                     y[i * d + j] = g[j] * normal + b[j];
                   }
                 }
               }));
    tape.keep(z);
    tape.keep(factor);
    tape.keep({nullptr, {}, x.lengths});
    return y;
  }

  // Gradients behind the lengths are 0, and stay so.
  Tensor run_backward(Tensor dy, Tape& tape) const override {
    dy.lengths = tape.take().lengths;
    const Tensor factor = tape.take(), z = tape.take();
    const int64_t d = features();
    const std::span<const Range> whole = whole_steps(dy, tape);
    const bool batch = by_batch(tape), needed = needs_dx(tape);
    const Tensor g = tape.value(scale_), dg = tape.grad(scale_), db = tape.grad(shift_);
    const Tensor sum_dy = tape.zeros({d}), sum_dy_z = tape.zeros({d});
    for_ranges(d, kFeatures, 2 * kElementCost * static_cast<double>(dy.size()),
               vectorised([&](int64_t first, int64_t last) {
                 for (const auto& [from, to] : whole) {
                   for (int64_t i = from; i < to; ++i) {
                     for (int64_t j = first; j < last; ++j) {
                       sum_dy[j] += dy[i * d + j];
                       sum_dy_z[j] += dy[i * d + j] * z[i * d + j];
                     }
                   }
                 }
                 const real share = batch ? 1 / static_cast<real>(count(whole)) : 0;
                 for (int64_t j = first; j < last; ++j) {
                   if (dg.data != nullptr) {
                     dg[j] += sum_dy_z[j];
                     db[j] += sum_dy[j];
                   }
                   sum_dy[j] *= share;
                   sum_dy_z[j] *= share;
                 }
                 for (const auto& [from, to] : whole) {
                   for (int64_t i = from; needed && i < to; ++i) {
                     for (int64_t j = first; j < last; ++j) {
                       real& d_ij = dy[i * d + j];
                       d_ij = g[j] * factor[j] * (d_ij - sum_dy[j] - z[i * d + j] * sum_dy_z[j]);
                     }
                   }
                 }
               }));
    return needed ? dy : Tensor{};
  }

 private:
  static constexpr int64_t kFeatures = 64;  // a piece's columns

  struct Range {
    int64_t from, to;  // of x as [n, d]
  };

  int64_t features() const { return input_.shape.back(); }
  bool by_batch(const Tape& tape) const { return trainable_ && tape.training(); }

  // Which rows of x as [n, d] there are: all of them, or of each row of steps those of its length.
  std::span<const Range> whole_steps(Tensor x, Tape& tape) const {
    const int64_t n = x.size() / features();
    if (x.lengths == nullptr) {
      const std::span<Range> all = tape.list<Range>(1);
      all[0] = {0, n};
      return all;
    }
    const std::span<Range> ranges = tape.list<Range>(static_cast<size_t>(x.rows()));
    const int64_t in_row = n / x.rows(), in_step = in_row / std::max<int64_t>(1, x.shape[1]);
    for (int64_t i = 0; i < x.rows(); ++i) {
      ranges[static_cast<size_t>(i)] = {i * in_row, i * in_row + x.lengths[i] * in_step};
    }
    return ranges;
  }

  static int64_t count(std::span<const Range> ranges) {
    int64_t sum = 0;
    for (const auto& [from, to] : ranges) sum += to - from;
    return sum;
  }

  static void measure(Tensor x, std::span<const Range> ranges, int64_t first, int64_t last,
                      Tensor mean, Tensor variance) {
    const int64_t d = mean.size();
    const auto n = static_cast<real>(count(ranges));
    for (int64_t j = first; j < last; ++j) mean[j] = variance[j] = 0;
    for (const auto& [from, to] : ranges) {
      for (int64_t i = from; i < to; ++i) {
        for (int64_t j = first; j < last; ++j) mean[j] += x[i * d + j];
      }
    }
    for (int64_t j = first; j < last; ++j) mean[j] /= n;
    for (const auto& [from, to] : ranges) {
      for (int64_t i = from; i < to; ++i) {
        for (int64_t j = first; j < last; ++j) {
          const real difference = x[i * d + j] - mean[j];
          variance[j] += difference * difference;
        }
      }
    }
    for (int64_t j = first; j < last; ++j) variance[j] /= n;
  }

  // On top of what earlier passes of the step have changed, as if they had been steps.
  void change_statistics(int64_t n, int64_t first, int64_t last, Tensor mean, Tensor variance,
                         Tape& tape) const {
    if (n < 2) return;
    const auto share = static_cast<real>(1 - std::pow(1 - momentum_, tape.share()));
    const real correction = static_cast<real>(n) / static_cast<real>(n - 1);
    const Tensor old_mean = tape.value(mean_), old_variance = tape.value(variance_);
    const Tensor d_mean = tape.statistic_change(mean_);
    const Tensor d_variance = tape.statistic_change(variance_);
    for (int64_t j = first; j < last; ++j) {
      d_mean[j] += share * (mean[j] - (old_mean[j] + d_mean[j]));
      d_variance[j] += share * (variance[j] * correction - (old_variance[j] + d_variance[j]));
    }
  }

  bool trainable_;
  double momentum_;
  real epsilon_;
  Param scale_, shift_, mean_, variance_;
};

}  // namespace

LayerPtr make_batch_norm(const Options& options, const TensorType& input, Build& build) {
  return std::make_unique<BatchNorm>(options, input, build);
}

}  // namespace aimodel
