#include "tensor/libraries.h"

#include <cblas.h>
#include <hwy/highway.h>

namespace aimodel {

std::string blas_name() {
  std::string text = openblas_get_config();
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string blas_threads() {
  switch (openblas_get_parallel()) {
    case OPENBLAS_OPENMP:
      return "OpenMP";
    case OPENBLAS_THREAD:
      return "pthread";
    default:
      return "none";
  }
}

std::string vector_target() {
  return hwy::TargetName(HWY_STATIC_TARGET);
}

}  // namespace aimodel
