#include "model/optimizer_matrices.h"

#include <algorithm>

namespace aimodel {

std::vector<const Param*> optimizer_matrices(const Optimizer& optimizer, const Layout& layout) {
  std::vector<const Param*> found;
  for (const Param* param : layout.params()) {
    const bool trained = param->hidden_matrix && param->kind == ParamKind::weight;
    if (trained && optimizer.matrix_scratch(param->shape) > 0) found.push_back(param);
  }
  std::ranges::sort(found, {}, [&](const Param* param) { return layout.offset(*param); });
  return found;
}

int64_t matrix_scratch(const Optimizer& optimizer, const Layout& layout) {
  int64_t most = 0;
  for (const Param* matrix : optimizer_matrices(optimizer, layout)) {
    most = std::max(most, optimizer.matrix_scratch(matrix->shape));
  }
  return most;
}

}  // namespace aimodel
