#pragma once

#include <string>

#include "tensor/tensor_type.h"

namespace aimodel {

// A value that an earlier layer or input group has given a name, as a later layer sees it.
struct Link {
  int slot = -1;  // of the tape
  TensorType type;
};

}  // namespace aimodel
