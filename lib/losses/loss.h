#pragma once

#include <memory>
#include <string>
#include <vector>

#include "spec/options.h"
#include "tensor/tensor.h"

namespace aimodel {

// What a loss may need to know of the training data.
struct LossContext {
  std::vector<std::string> classes;  // of a category or binary output, in order of their index
  std::vector<double> class_counts;  // weighted rows of each class in the training rows
};

// A loss sees the raw outputs z of the network (logits where there are classes) and owns the
// function that turns them into predictions.
class Loss {
 public:
  virtual ~Loss() = default;

  // Returns sum_i weight_i * loss_i over the rows and writes
  //   dz_i = scale * weight_i * d loss_i / dz_i
  // Class weights count into weight_i; their sum is added to *total_weight.
  //   z [n, k]   target [n, k] of numbers, or [n, 1] of class indices   weight [n], or null for 1
  //   dz [n, k], or without data where no gradient is wanted; may be z
  virtual double compute(Tensor z, Tensor target, const real* weight, double scale, Tensor dz,
                         double* total_weight) const = 0;

  // Sum over rows of weight_i with class weights counted in: what a mean is divided by.
  virtual double total_weight(Tensor target, const real* weight) const;

  // Why a target cannot be learnt with this loss ("must not be below 0"), or null where it can.
  virtual const char* refuses(double target) const {
    static_cast<void>(target);
    return nullptr;
  }

  // z -> prediction, in place: probabilities for classes (softmax; sigmoid for one logit),
  // exp for poisson.
  virtual void predict(Tensor z) const { static_cast<void>(z); }
  // The way back, in place: outputs that predict turns into these. A probability of 0 counts as the
  // smallest real.
  virtual void undo(Tensor z) const { static_cast<void>(z); }
};

using LossPtr = std::unique_ptr<Loss>;
LossPtr make_loss(const Options& options, const LossContext& context);

// The generated table: calls make_NAME for the NAME of a file in schemas/losses/.
LossPtr make_named_loss(const std::string& name, const Options& options,
                        const LossContext& context);

}  // namespace aimodel
