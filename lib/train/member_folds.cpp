#include "train/member_folds.h"

#include <algorithm>

namespace aimodel {

MemberFolds::MemberFolds(const Options& training)
    : members_(static_cast<size_t>(training.integer("members"))),
      used_(training.flag("member_folds")),
      random_(Random(static_cast<uint64_t>(training.integer("seed"))).branch("member folds")) {
  if (used_ && members_ == 1) {
    throw training.error_at("member_folds",
                            "a single member would leave out its only fold, and that is all rows",
                            "set \"members\" to 2 or more");
  }
}

void MemberFolds::set(const Batch& batch) {
  all_ = batch.weights;
  if (!used_) return;
  rows_ = static_cast<size_t>(batch.rows);
  weights_.resize(std::max(weights_.size(), members_ * rows_));
  for (size_t i = 0; i < rows_; ++i) {
    const uint64_t fold = random_.below(members_, batch.number(static_cast<int64_t>(i)));
    for (size_t m = 0; m < members_; ++m) {
      weights_[m * rows_ + i] = m == fold ? 0 : all_ == nullptr ? 1 : all_[i];
    }
  }
}

const real* MemberFolds::weights(size_t member) const {
  return used_ ? weights_.data() + member * rows_ : all_;
}

}  // namespace aimodel
