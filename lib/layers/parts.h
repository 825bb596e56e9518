#pragma once

#include <span>

#include "tensor/tensor.h"

namespace aimodel {

class Tape;

// A part of a network's input row, before anybody has written it out: numbers, or for columns that
// are one of several values the place of each (tensor/one_hot.h). Parts stand side by side.
struct Part {
  Tensor x;                        // [n, width]; or [n, columns] of places
  std::span<const int64_t> sizes;  // how many values each column has; empty for numbers
  int64_t width = 0;               // numbers that it stands for
  Tensor dx;                       // [n, width], where backward leaves its gradient; without data
                                   // where nobody needs it
  bool one_hot() const { return !sizes.empty(); }
};
using Parts = std::span<Part>;

// All parts side by side: [n, sum of widths].
Tensor write_out(Parts parts, Tape& tape);

// Cuts the gradient of that into the parts that need theirs.
void cut_up(Tensor dx, Parts parts);

}  // namespace aimodel
