#pragma once

#include <vector>

#include "base/random.h"
#include "spec/spec.h"
#include "tensor/batch.h"

namespace aimodel {

// Which training rows each of N members learns from: all of them, or (training.member_folds) all but
// those of its fold, a share of 1/N that the seed and a row's number in the file draw.
class MemberFolds {
 public:
  // Throws Error where there are folds for one member.
  explicit MemberFolds(const Options& training);
  bool used() const { return used_; }
  // The rows that weights() is asked for.
  void set(const Batch& batch);
  // Their weights for a member, as of Batch::weights: 0 for the rows of its fold.
  const real* weights(size_t member) const;

 private:
  size_t members_;
  bool used_;
  Random random_;
  const real* all_ = nullptr;
  size_t rows_ = 0;
  std::vector<real> weights_;  // [member, row]
};

}  // namespace aimodel
