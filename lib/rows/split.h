#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/random_order.h"
#include "csv/csv.h"
#include "rows/row_source.h"
#include "rows/split_rule.h"
#include "spec/spec.h"

namespace aimodel {

// What each row of a file serves; rows of a separate file are not here. Where shares are drawn from
// many rows nothing is held of them: a row's part follows from its index in a random order.
class RowSplit {
 public:
  SplitPart part(uint32_t row) const {
    if (!parts_.empty()) return parts_[row];
    if (test_.takes(row)) return SplitPart::test;
    return validation_.takes(row) ? SplitPart::validation : SplitPart::train;
  }
  int64_t count(SplitPart part) const { return counts_[static_cast<size_t>(part)]; }
  std::vector<uint32_t> rows(SplitPart part) const;  // ascending

 private:
  // The first rows of a random order, but for some.
  struct Draw {
    RandomOrder order;
    uint64_t end = 0;                // the first index that is not taken
    std::vector<uint32_t> excepted;  // ascending

    bool takes(uint32_t row) const;
  };

  friend RowSplit split_rows(const Spec& spec, const Frame& kept, int64_t count,
                             const RowSource& rows);
  bool draw(const Spec& spec, const SplitRules& rules, const RowSource& rows);
  void check(const SplitRules& rules, const std::string& file) const;

  int64_t all_ = 0;
  bool spares_classes_ = false;
  std::vector<SplitPart> parts_;  // of each row, or empty
  Draw test_, validation_;        // else
  std::array<int64_t, 3> counts_{};
};

// Cuts by training.validation and training.test: a share (random, the same for the same seed and
// row number; stratified by the first category output where asked; a group column's values, or
// equal rows, stay together), the last rows of a column's order, or the column that names the
// split. A random share leaves rows of each class for training. Throws Error (data) where a part
// that was asked for would be empty. `kept` has, of all rows, the columns that ReadingPlan::kept names;
// `rows` all columns that the spec reads.
RowSplit split_rows(const Spec& spec, const Frame& kept, int64_t count, const RowSource& rows);

// A split as lists of rows, each ascending.
struct Split {
  std::vector<uint32_t> train, validation, test;
};
Split split_rows(const Spec& spec, const Frame& frame);

// Columns that splitting needs, beyond those of the preprocessing.
std::vector<CsvColumn> split_columns(const Spec& spec);

}  // namespace aimodel
