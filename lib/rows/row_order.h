#pragma once

#include <string>
#include <vector>

#include "csv/frame.h"

namespace aimodel {

// Where each distinct text of a column stands in its order: numbers by their size, or dates and
// times by the clock. Entry 0, a missing value, comes before all. Throws Error (data) where there
// is a text that is neither, or both kinds are mixed.
std::vector<double> order_of(const FrameColumn& cells, const std::string& file);

}  // namespace aimodel
