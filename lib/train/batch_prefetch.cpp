#include "train/batch_prefetch.h"

namespace aimodel {

BatchPrefetch::BatchPrefetch(const Batches& batches, const Selection& rows)
    : batches_(batches), rows_(rows) {
  for (BatchMaker& maker : makers_) {
    if (rows.order != nullptr || rows.data.file) {
      maker.reserve(rows.data, batches.most_in_step());
    }
  }
}

void BatchPrefetch::begin(int64_t first) {
  first_ = first;
  background_.begin();
}

const Batch& BatchPrefetch::next() {
  background_.finish();
  if (failure_) std::rethrow_exception(failure_);
  const Batch& batch = making_->batch();
  done_ = first_ + batch.rows;
  if (done_ < rows_.rows) {
    making_ = making_ == &makers_[0] ? &makers_[1] : &makers_[0];
    begin(done_);
  }
  return batch;
}

void BatchPrefetch::make() {
  try {
    making_->make(rows_, first_, batches_.step(first_));
  } catch (...) {
    failure_ = std::current_exception();
  }
}

}  // namespace aimodel
