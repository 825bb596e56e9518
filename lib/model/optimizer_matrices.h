#pragma once

#include <vector>

#include "network/parameters.h"
#include "optimizers/optimizer.h"

namespace aimodel {

// The trained weights that an optimizer moves as matrices, in the layout's order: those of hidden
// layers where it has a rule for them, else none.
std::vector<const Param*> optimizer_matrices(const Optimizer& optimizer, const Layout& layout);
// Numbers that it needs beside them, for the largest.
int64_t matrix_scratch(const Optimizer& optimizer, const Layout& layout);

}  // namespace aimodel
