#pragma once

#include <cassert>
#include <vector>

#include "losses/loss.h"

namespace aimodel {

// What the losses of classes share: the factor of each class, which multiplies the weights of its
// rows, and predictions that are probabilities (softmax over a row's logits; sigmoid of a single
// one).
//   class_weights   null, or factors by name, or "balanced": n / (c * n_k) with n_k the weighted
//                   training rows of class k and c the number of classes that have any, as
//                   scikit-learn's
class ClassLoss : public Loss {
 public:
  double total_weight(Tensor target, const real* weight) const override;
  void predict(Tensor z) const override;
  void undo(Tensor z) const override;

 protected:
  ClassLoss(const Options& options, const LossContext& context);

  static int64_t class_of(real target) { return static_cast<int64_t>(target); }

  double row_weight(int64_t row, int64_t row_class, const real* weight) const {
    const double given = weight == nullptr ? 1.0 : weight[row];
    if (factors_.empty()) return given;
    assert(row_class >= 0 && row_class < static_cast<int64_t>(factors_.size()));
    return given * factors_[static_cast<size_t>(row_class)];
  }

 private:
  std::vector<double> factors_;  // of each class; empty where all count 1
};

}  // namespace aimodel
