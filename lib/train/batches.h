#pragma once

#include <cstdint>

#include "network/network.h"

namespace aimodel {

// How the rows of an epoch are cut: into steps of the optimizer, and a step's rows into passes.
//   step   batch_size * accumulate rows, the last one what is left
//   pass   batch_size rows, the last one of a step what is left
// One row has no spread. Where a layer looks at a batch as a whole (batch_norm) a last step or pass
// of one row is joined to the one before it.
class Batches {
 public:
  // Throws Error (spec) where every batch would be of one row, and a layer needs more.
  Batches(const Spec& spec, const Network& network, int64_t rows);

  int64_t steps() const;
  int64_t first(int64_t step) const { return step * group_; }              // row of the epoch
  int64_t step(int64_t first) const { return run(first, rows_, group_); }  // its rows
  // Rows of the pass that begins at a row of a step that has so many.
  int64_t pass(int64_t first, int64_t step_rows) const { return run(first, step_rows, size_); }
  // How many rows a pass has, of those of a full one.
  double share(int64_t pass_rows) const;

  int64_t most_in_step() const;
  int64_t most_in_pass() const;

 private:
  // Of `all` rows those from `first` on that go together, `most` or one more.
  int64_t run(int64_t first, int64_t all, int64_t most) const;

  bool joins_;
  int64_t rows_, size_, group_;
};

}  // namespace aimodel
