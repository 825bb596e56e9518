#include "train/batch_prefetch.h"

namespace aimodel {

BatchPrefetch::BatchPrefetch(const Batches& batches, const RowSet& rows)
    : batches_(batches), rows_(rows) {
  for (BatchMemory& memory : memory_) rows.reserve(memory, batches.most_in_step());
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
  if (done_ < rows_.rows()) {
    making_ = making_ == &memory_[0] ? &memory_[1] : &memory_[0];
    begin(done_);
  }
  return batch;
}

void BatchPrefetch::make() {
  try {
    rows_.fetch(first_, batches_.step(first_), *making_);
  } catch (...) {
    failure_ = std::current_exception();
  }
}

}  // namespace aimodel
