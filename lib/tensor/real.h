#pragma once

namespace aimodel {

// The number type of the core. The library is float; tests build it a second time with double, to
// check gradients to 1e-6. Rooms whose objects serve programs of both kinds may not know it.
#if defined(AIMODEL_NO_REAL)
#error "this room knows `real` now: add_room(... DOUBLE ...) in CMakeLists.txt builds it for each"
#elif defined(AIMODEL_DOUBLE)
using real = double;
#else
using real = float;
#endif

}  // namespace aimodel
