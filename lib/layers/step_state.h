#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tensor/buffer.h"
#include "tensor/tensor.h"

namespace aimodel {

// What a layer keeps of earlier steps where a network runs step by step (Tape::Mode::stepping): keys
// and values, a hidden state, the last inputs of a causal convolution. Declared by a layer as a Param
// is; holds no numbers.
struct StepState {
  Shape shape;         // of one row
  int64_t offset = 0;  // in a row of StepStates
};

// The states of several rows: [rows, size], a row's states side by side, so that a beam search takes
// up other rows by one gather. For one thread.
class StepStates {
 public:
  // Places the states; all are 0 before the first step.
  StepStates(std::span<StepState* const> states, int64_t rows);

  int64_t rows() const { return rows_; }
  Tensor row(const StepState& state, int64_t row);  // the state's shape
  // Row i goes on from what row from[i] has kept.   from [rows]
  void gather(std::span<const int64_t> from);

 private:
  int64_t rows_, size_ = 0;
  Buffer data_, other_;
};

}  // namespace aimodel
