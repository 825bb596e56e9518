#pragma once

#include <span>

#include "tensor/tensor.h"

namespace aimodel {

class Tape;

// A field of a network's input row, before anybody has written it out: numbers, or for columns that
// are one of several values the index of each (tensor/one_hot.h). Fields stand side by side.
struct Field {
  Tensor x;                        // [n, width]; or [n, columns] of indices
  std::span<const int64_t> sizes;  // how many values each column has; empty for numbers
  int64_t width = 0;               // numbers that it stands for
  Tensor dx;                       // [n, width], where backward leaves its gradient; without data
                                   // where nobody needs it
  bool one_hot() const { return !sizes.empty(); }
};
using Fields = std::span<Field>;

// All fields side by side: [n, sum of widths].
Tensor write_out(Fields fields, Tape& tape);

// Cuts the gradient of that into the fields that need theirs.
void cut_up(Tensor dx, Fields fields);

}  // namespace aimodel
