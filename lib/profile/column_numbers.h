#pragma once

#include <cstddef>
#include <vector>

#include "csv/frame.h"

namespace aimodel {

// The numbers behind the texts of a column, NaN where a text is none.
std::vector<double> numbers_of(const FrameColumn& cells);

// The numbers of some rows, evenly over all: fewer than twice as many as asked for. NaN where there
// is none.
std::vector<double> some_numbers(const FrameColumn& cells, size_t rows);

}  // namespace aimodel
