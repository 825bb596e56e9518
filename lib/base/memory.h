#pragma once

#include <cstdint>

namespace aimodel {

// How much memory the program may still take without others being pushed out: what the system says
// is available, or what its control group leaves where that is less. In bytes.
uint64_t available_memory();

}  // namespace aimodel
