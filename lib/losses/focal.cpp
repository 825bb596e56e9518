#include <algorithm>
#include <cmath>

#include "losses/class_loss.h"
#include "losses/log_softmax.h"
#include "losses/loss_sum.h"

namespace aimodel {

namespace {

// Cross-entropy in which rows that are already right count less.
//   forward   p = softmax(z_i)_y of k logits, or the sigmoid of one    z [n, k]   y [n, 1]
//             loss_i = -q^gamma log p,  q = 1 - p
//   backward  dz_ij = c ([j = y] - softmax(z_i)_j),  c = q^gamma (gamma p log(p) / q - 1)
//             of one logit: dz_i = c q where y = 1, -c q where y = 0
//   source    Lin, Goyal, Girshick, He, Dollar 2017, arXiv:1708.02002, eq. 4
//             (its alpha is class_weights here)
//   limits    gamma >= 0; at p = 1 log(p) / q is -1
class Focal final : public ClassLoss {
 public:
  Focal(const Options& options, const LossContext& context)
      : ClassLoss(options, context), gamma_(options.number("gamma")) {}

  double compute(Tensor z, Tensor target, const real* weight, double scale, Tensor dz,
                 double* total_weight) const override {
    const int64_t width = z.row_size();
    constexpr double kCost = 16 * kElementCost;
    const LossSum sum = sum_over_rows(z.rows(), width, kCost, [&](int64_t first, int64_t last) {
      LossSum partial;
      for (int64_t i = first; i < last; ++i) {
        const int64_t y = class_of(target[i]);
        const double w = row_weight(i, y, weight);
        real* const slope = dz.data == nullptr ? nullptr : dz.row(i);
        partial.weight += w;
        partial.loss += w * (width == 1 ? of_one(z[i], y, scale * w, slope)
                                        : of_many(z.row(i), width, y, scale * w, slope));
      }
      return partial;
    });
    *total_weight += sum.weight;
    return sum.loss;
  }

 private:
  // The loss of a row whose true class has this probability, and c of the comment above.
  struct Terms {
    double loss;
    double c;
  };
  Terms terms(double log_p, double q) const {
    const double fade = std::pow(q, gamma_);
    const double ratio = q > 0 ? log_p / q : -1.0;
    return {-fade * log_p, fade * (gamma_ * std::exp(log_p) * ratio - 1)};
  }

  double of_one(double logit, int64_t y, double factor, real* slope) const {
    const double signed_logit = y == 1 ? logit : -logit;
    const double small = std::exp(-std::abs(logit));
    const double log_p = std::min(signed_logit, 0.0) - std::log1p(small);
    const double q = (signed_logit >= 0 ? small : 1.0) / (1 + small);
    const Terms row = terms(log_p, q);
    if (slope != nullptr) *slope = static_cast<real>(factor * row.c * (y == 1 ? q : -q));
    return row.loss;
  }

  double of_many(const real* z, int64_t width, int64_t y, double factor, real* slope) const {
    assert(y >= 0 && y < width);
    const double true_logit = z[y];  // before `slope`, which may be z, takes its place
    const LogSoftmax softmax = log_softmax(z, width, slope);
    const double log_p = softmax.log_probability(true_logit);
    const Terms row = terms(log_p, -std::expm1(log_p));
    if (slope != nullptr) {
      for (int64_t j = 0; j < width; ++j) slope[j] = static_cast<real>(-factor * row.c * slope[j]);
      slope[y] = static_cast<real>(factor * row.c * -std::expm1(log_p));
    }
    return row.loss;
  }

  double gamma_;
};

}  // namespace

LossPtr make_focal(const Options& options, const LossContext& context) {
  return std::make_unique<Focal>(options, context);
}

}  // namespace aimodel
