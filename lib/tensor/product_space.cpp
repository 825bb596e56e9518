#include "tensor/product_space.h"

#include <memory>

namespace aimodel {

ProductSpace& product_space() {
  thread_local const auto space = std::make_unique_for_overwrite<ProductSpace>();
  return *space;
}

}  // namespace aimodel
