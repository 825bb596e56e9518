#pragma once

#include <memory>
#include <span>
#include <stdexcept>
#include <vector>

#include "spec/options.h"
#include "tensor/tensor.h"

namespace aimodel {

// A rule for one step. Holds options only: its moments are buffers of the parameters' layout that
// the trainer owns, so that a checkpoint is a copy of arrays.
class Optimizer {
 public:
  virtual ~Optimizer() = default;

  // How many buffers of moments it needs; they start at 0.
  virtual int buffers() const = 0;

  struct Step {
    int64_t number;  // 1 for the first
    double learning_rate;
    double weight_decay;  // 0 for parameters that do not decay
  };
  // Updates the values w of one range by their gradients g. buffers[i] is the same range of
  // moment i.
  virtual void update(const Step& step, std::span<real> w, std::span<const real> g,
                      std::span<real* const> buffers) const = 0;

  // A rule that moves a matrix as a whole does so for weights of hidden layers; the others go
  // through update(). How many numbers it needs beside w [k, m] for it; 0: it has no such rule.
  virtual int64_t matrix_scratch(const Shape& /*shape*/) const { return 0; }
  // w, g [k, m]; m is the first buffer. Shares its work among the team's threads.
  virtual void update_matrix(const Step& /*step*/, Tensor /*w*/, Tensor /*g*/, Tensor /*m*/,
                             std::span<real> /*scratch*/) const {
    throw std::logic_error("an optimizer without a rule for matrices");
  }

  double learning_rate() const { return learning_rate_; }
  double weight_decay() const { return weight_decay_; }

 protected:
  explicit Optimizer(const Options& options);

 private:
  double learning_rate_;
  double weight_decay_;
};

using OptimizerPtr = std::unique_ptr<Optimizer>;
OptimizerPtr make_optimizer(const Options& options);

// The generated table: calls make_NAME for the NAME of a file in schemas/optimizers/.
OptimizerPtr make_named_optimizer(const std::string& name, const Options& options);

}  // namespace aimodel
