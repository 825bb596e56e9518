#pragma once

#include <cstdint>
#include <vector>

#include "rows/row_source.h"
#include "spec/spec.h"

namespace aimodel {

// Rows that stay on one side of a split.
struct RowGroups {
  std::vector<uint32_t> of_row;  // the group of each row
  std::vector<size_t> sizes;     // of each group
};

// By the values of a column, numbered in the order of their names.
RowGroups groups_of(const FrameColumn& cells);

// By what all inputs of the spec hold: equal rows are one group, whatever their targets, numbered
// in the order of their first rows. Texts are compared without outer spaces, numbers by value. A
// row is known by 64 bits of hash, and takes 16 bytes; two groups that share them by chance are one.
RowGroups groups_of_equal_rows(const Spec& spec, const RowSource& rows);

}  // namespace aimodel
