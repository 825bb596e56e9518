#include <algorithm>
#include <array>
#include <numeric>

#include "losses/class_loss.h"
#include "losses/log_softmax.h"
#include "losses/loss_sum.h"
#include "losses/narrow_cross_entropy.h"

namespace aimodel {

namespace {

// Softmax and cross-entropy in one, with a share s of the target spread evenly over all k classes.
//   forward   p = softmax(z_i),  t = (1 - s) [j = y_i] + s / k                z [n, k]   y [n, 1]
//             loss_i = -sum_j t_j log p_j = -(1 - s) log p_y - s mean_j log p_j
//   backward  dz_ij = p_j - t_j
//   source    Szegedy et al. 2016, arXiv:1512.00567, section 7; torch.nn.CrossEntropyLoss
//   limits    the factor of a class multiplies the whole loss of its rows, smoothing included, as
//             a row weight does (torch weights each term of the smoothing by its own class)
class CrossEntropy final : public ClassLoss {
 public:
  CrossEntropy(const Options& options, const LossContext& context)
      : ClassLoss(options, context), smoothing_(options.number("label_smoothing")) {}

  double compute(Tensor z, Tensor target, const real* weight, double scale, Tensor dz,
                 double* total_weight) const override {
    const int64_t width = z.row_size();
    const double share = smoothing_ / static_cast<double>(width);
    constexpr double kCost = 8 * kElementCost;
    const LossSum sum = sum_over_rows(z.rows(), width, kCost, [&](int64_t first, int64_t last) {
      if (width <= NarrowCrossEntropy::kMostClasses) {
        return narrow(z, target, weight, scale, dz, first, last);
      }
      LossSum partial;
      for (int64_t i = first; i < last; ++i) {
        const real* row = z.row(i);
        const int64_t y = class_of(target[i]);
        assert(y >= 0 && y < width);
        const double w = row_weight(i, y, weight);
        // Of z, read before dz, which may be z, takes its place.
        const double true_logit = row[y];
        const double sum_of_logits = smoothing_ > 0 ? std::accumulate(row, row + width, 0.0) : 0.0;

        real* p = dz.data == nullptr ? nullptr : dz.row(i);
        const LogSoftmax softmax = log_softmax(row, width, p);
        const double mean_logit = sum_of_logits / static_cast<double>(width);
        partial.loss -=
            w * ((1 - smoothing_) * softmax.log_probability(true_logit) +
                 (smoothing_ > 0 ? smoothing_ * softmax.log_probability(mean_logit) : 0));
        partial.weight += w;
        if (p == nullptr) continue;
        const auto factor = static_cast<real>(scale * w);
        const auto spread = static_cast<real>(share);
        for (int64_t j = 0; j < width; ++j) {
          if (j != y) p[j] = factor * (p[j] - spread);
        }
        p[y] = factor * (p[y] - static_cast<real>(1 - smoothing_ + share));
      }
      return partial;
    });
    *total_weight += sum.weight;
    return sum.loss;
  }

 private:
  LossSum narrow(Tensor z, Tensor target, const real* weight, double scale, Tensor dz,
                 int64_t first, int64_t last) const {
    const int64_t width = z.shape.back();
    LossSum partial;
    constexpr int64_t kRows = NarrowCrossEntropy::kMostRows;
    std::array<double, kRows> weights;
    std::array<real, kRows> scales, losses;
    for (int64_t i = first; i < last; i += kRows) {
      const int64_t rows = std::min(kRows, last - i);
      for (int64_t row = 0; row < rows; ++row) {
        const auto index = static_cast<size_t>(row);
        weights[index] = row_weight(i + row, class_of(target[i + row]), weight);
        scales[index] = static_cast<real>(scale * weights[index]);
      }
      narrow_cross_entropy({rows, width, smoothing_, z.data + i * width, target.data + i,
                            scales.data(), losses.data(),
                            dz.data == nullptr ? nullptr : dz.data + i * width});
      for (size_t index = 0; index < static_cast<size_t>(rows); ++index) {
        partial.loss += weights[index] * static_cast<double>(losses[index]);
        partial.weight += weights[index];
      }
    }
    return partial;
  }

  double smoothing_;
};

}  // namespace

LossPtr make_cross_entropy(const Options& options, const LossContext& context) {
  return std::make_unique<CrossEntropy>(options, context);
}

}  // namespace aimodel
