#pragma once

#include <cstdint>
#include <vector>

#include "columns/column_summary.h"
#include "csv/frame.h"
#include "profile/homogeneity.h"

namespace aimodel {

// The bins in which drift.h compares a column's values of two files: rows of each, those with a
// missing value in a bin of their own.

// The texts of a column by their value_key(), and how many rows have none.
struct ColumnTexts {
  TextRows rows;
  int64_t missing = 0;
};

ColumnTexts texts_of(const FrameColumn& cells);
std::vector<double> numbers_in(const FrameColumn& cells);  // NaN where there is none

Bins number_bins(const ColumnSummary& before, const FrameColumn& after);
Bins bucket_bins(const std::vector<int64_t>& before, int64_t missing, const ColumnTexts& after);
// Values by falling count in both files, then by their bucket, so that those of few rows come last
// and are joined with others that have nothing to do with them.
Bins value_bins(const ColumnSummary& before, const ColumnTexts& after);

}  // namespace aimodel
