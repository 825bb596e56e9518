#pragma once

#include <memory>
#include <vector>

#include "columns/column.h"
#include "network/group_info.h"

namespace aimodel {

// What the network is told of a group of columns, fitted or restored. Throws Error (spec) where the
// group asks for more than is made of so many numbers.
InputInfo describe_input(const Options& options,
                         const std::vector<std::unique_ptr<Column>>& columns);

}  // namespace aimodel
