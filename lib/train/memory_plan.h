#pragma once

#include <cstdint>

#include "model/cost.h"
#include "rows/dataset.h"
#include "rows/preprocessing.h"

namespace aimodel {

// What a training takes at its peak, in bytes, told before it is begun: from the shapes alone,
// rounded up, never measured.
//   program   itself, its libraries, its threads with what each product packs, and the pieces of
//             the file that is being read
//   network   parameters, gradients, best weights, optimizer, and a pass over a batch
//   batches   the rows of this step and of the next one
//   resuming  the checkpoint that is gone on from
//   metrics   predictions and targets of the rows that are measured at the end of an epoch
//   rows      encoded, in memory; `in_file` of them stand in a file instead
struct MemoryPlan {
  double program = 0;
  Cost network;
  double resuming = 0;
  double batches = 0;
  double metrics = 0;
  double rows = 0;
  double in_file = 0;

  double parameters() const;  // with gradients, best weights and optimizer
  double passes() const;      // forward and backward
  double without_rows() const;
  double total() const { return without_rows() + rows; }
};

// Rows of the parts of a training.
struct PartCounts {
  int64_t train = 0, validation = 0, test = 0;
};

// Leaves `rows`, `in_file` and `resuming` at 0.
MemoryPlan plan_memory(const Spec& spec, const Preprocessing& preprocessing, const Network& network,
                       const PartCounts& counts, int threads);

// The program's share of it, which is there before anything is known of the network.
double program_memory(int threads);

}  // namespace aimodel
