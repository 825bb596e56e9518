#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random_order.h"
#include "data/csv.h"
#include "spec/spec.h"

namespace aimodel {

enum class SplitPart : uint8_t { train, validation, test };

// What each row of a file serves; rows of a separate file are not here. Where shares are drawn from
// many rows nothing is held of them: a row's part follows from its place in a random order.
class RowSplit {
 public:
  SplitPart part(uint32_t row) const {
    if (!parts_.empty()) return parts_[row];
    const uint64_t place = order_.place_of(row);
    return place < test_end_         ? SplitPart::test
           : place < validation_end_ ? SplitPart::validation
                                     : SplitPart::train;
  }
  int64_t count(SplitPart part) const { return counts_[static_cast<size_t>(part)]; }
  std::vector<uint32_t> rows(SplitPart part) const;  // ascending

 private:
  friend RowSplit split_rows(const Spec& spec, const Frame& columns, int64_t rows);
  std::vector<SplitPart> parts_;  // of each row, or empty
  RandomOrder order_;
  uint64_t test_end_ = 0, validation_end_ = 0;  // places
  std::array<int64_t, 3> counts_{};
};

// Cuts by training.validation and training.test: a share (random, the same for the same seed and
// row number; stratified by the first category output where asked; a group column's values stay
// together), or the column that names the split. Throws Error (data) where a part that was asked
// for would be empty. `columns` has, of all rows, those that split_needs() names.
RowSplit split_rows(const Spec& spec, const Frame& columns, int64_t rows);

// The same as lists, each ascending.
struct Split {
  std::vector<uint32_t> train, validation, test;
};
Split split_rows(const Spec& spec, const Frame& frame);

// Which columns have to be there of all rows at once.
std::vector<WantedColumn> split_needs(const Spec& spec);

// Whether rows are drawn for validation or test, so that the seed decides which.
bool draws_split(const Spec& spec);

// Columns that splitting needs, beyond those of the encoding.
std::vector<WantedColumn> split_columns(const Spec& spec);

}  // namespace aimodel
