#pragma once

namespace aimodel {

// The number type of the core. The library is float; tests build it a second time with double, to
// check gradients to 1e-6.
#ifdef AIMODEL_DOUBLE
using real = double;
#else
using real = float;
#endif

}  // namespace aimodel
