#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "rows/preprocessing.h"

namespace aimodel {

// What the network is told of a group of columns, fitted or restored.
InputInfo describe_input(const Options& options,
                         const std::vector<std::unique_ptr<Column>>& columns);

// The rows' weights in loss and metrics; none where `column` is "". Throws Error (data), with the
// row's line, for what is no weight.
std::vector<real> read_weights(const Frame& frame, std::span<const uint32_t> rows,
                               const std::string& column);

}  // namespace aimodel
