#include "layers/tape.h"

#include <algorithm>

#include "tensor/elementwise.h"

namespace aimodel {

void Tape::add_gradient(int slot, Tensor gradient) {
  Tensor& sum = named_[static_cast<size_t>(slot)].gradient;
  if (sum.data != nullptr) return add(gradient, sum);
  sum = make(gradient.shape);  // the gradient's buffer is its layer's, which may use it again
  std::copy_n(gradient.data, gradient.size(), sum.data);
}

}  // namespace aimodel
