#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "csv/frame.h"
#include "tensor/real.h"

namespace aimodel {

// The rows' weights in loss and metrics; none where `column` is "". Throws Error (data), with the
// row's line, for what is no weight.
std::vector<real> read_weights(const Frame& frame, std::span<const uint32_t> rows,
                               const std::string& column);

}  // namespace aimodel
