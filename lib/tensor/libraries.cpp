#include "tensor/libraries.h"

#include <hwy/highway.h>

namespace aimodel {

std::string vector_target() {
  return hwy::TargetName(HWY_STATIC_TARGET);
}

}  // namespace aimodel
