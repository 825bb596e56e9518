#include "layers/step_state.h"

#include <algorithm>
#include <utility>

namespace aimodel {

StepStates::StepStates(std::span<StepState* const> states, int64_t rows) : rows_(rows) {
  for (StepState* state : states) {
    state->offset = size_;
    size_ += state->shape.elements();
  }
  data_ = Buffer(static_cast<size_t>(rows * size_));
  other_ = Buffer(static_cast<size_t>(rows * size_));
}

Tensor StepStates::row(const StepState& state, int64_t row) {
  return {data_.data() + row * size_ + state.offset, state.shape};
}

void StepStates::gather(std::span<const int64_t> from) {
  for (int64_t i = 0; i < rows_; ++i) {
    std::copy_n(data_.data() + from[static_cast<size_t>(i)] * size_, size_,
                other_.data() + i * size_);
  }
  std::swap(data_, other_);
}

}  // namespace aimodel
