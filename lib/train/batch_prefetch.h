#pragma once

#include <cstdint>
#include <exception>

#include "rows/row_set.h"
#include "tensor/parallel.h"
#include "train/batches.h"

namespace aimodel {

// The batches of an epoch, one after the other: each is made beside the step on the one before it.
// Used inside one with_team region. The rows' order must stay as it is while a batch is made.
class BatchPrefetch {
 public:
  BatchPrefetch(const Batches& batches, const RowSet& rows);

  void begin(int64_t first);  // from this row of the epoch on
  // The next batch, whose memory stays until next() is called again. Rows in a file may turn out
  // not to be readable: what was thrown then is thrown here.
  const Batch& next();
  // Rows of the epoch up to the end of the batch that next() gave.
  int64_t done() const { return done_; }
  void finish() { background_.finish(); }  // waits for the batch that is being made

 private:
  struct Task {
    BatchPrefetch& owner;
    void operator()() const { owner.make(); }
  };
  void make();

  const Batches& batches_;
  const RowSet& rows_;
  BatchMemory memory_[2];  // one for the batch in use, one for the next
  BatchMemory* making_ = &memory_[0];
  int64_t first_ = 0;  // row of the batch that is being made
  int64_t done_ = 0;
  std::exception_ptr failure_;  // to make a batch
  Task task_{*this};
  Background background_{task_};
};

}  // namespace aimodel
