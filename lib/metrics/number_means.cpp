#include "metrics/number_means.h"

namespace aimodel {

bool truth_varies(const Scored& scored, int64_t j) {
  const double* first = nullptr;
  for (int64_t i = 0; i < scored.rows; ++i) {
    if (scored.weight_of(i) == 0) continue;
    const double* value = scored.target.data() + i * scored.width + j;
    if (first != nullptr && *value != *first) return true;
    first = value;
  }
  return false;
}

}  // namespace aimodel
