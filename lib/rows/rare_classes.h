#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "rows/row_source.h"
#include "spec/spec.h"

namespace aimodel {

// Rows that stay in training so that it sees every class: of each class of the category and binary
// outputs the last two in a random order. In a file of many rows a draw would hardly ever take
// them; a class of one or two rows is kept whole by them.
struct HeldRows {
  std::vector<uint32_t> last;    // of each class, ascending; never taken
  std::vector<uint32_t> second;  // those before them, ascending; taken where no others are left
};

// `index` gives a row's index in the order, or kNoIndex where it is taken already. Takes one pass
// over all rows, and memory for each class.
inline constexpr int64_t kNoIndex = -1;
HeldRows hold_classes(const Spec& spec, const RowSource& rows,
                      const std::function<int64_t(uint32_t row)>& index);

}  // namespace aimodel
