#pragma once

#include <string>
#include <vector>

#include "data/profile.h"

namespace aimodel {

// How far the values of a column of two files differ.
struct ColumnDrift {
  std::string name;
  bool compared = false;  // false: other types in the two files, or nothing to compare
  ColumnType before = ColumnType::empty, after = ColumnType::empty;
  double missing_before = 0, missing_after = 0;  // shares
  int bins = 0;
  double index = 0;        // population stability index
  double expected = 0;     // its mean where nothing has changed: (bins - 1) (1 / n + 1 / m)
  double probability = 1;  // of an index as large as this where nothing has changed
  std::vector<std::string> new_values;  // of a category, at most 5 that only the second file has
  std::string verdict;                  // "same", "changed a little", "changed", "other type"
};

struct Drift {
  std::vector<std::string> removed, added;  // columns
  std::vector<ColumnDrift> columns;         // those of both files
};

// Compares the second file with the first one.
//   index     sum over bins of (q - p) ln(q / p), p and q the shares of the first and the second
//             file
//   bins      fixed on the first file: ten of equal count for numbers; for other types each of its
//             20 most frequent values, the rest, and values that it lacks; missing values are a
//             bin where there are any
//   empty     a bin that one file lacks counts as half a row there
//   verdict   an index by itself grows with few rows and many bins; it counts where its
//             probability, corrected for the number of columns (Bonferroni), is below 1%:
//             "changed" from 0.1 on, "changed a little" below
//   source    Yurdakul 2018, "Statistical properties of population stability index":
//             index / (1/n + 1/m) is nearly chi-squared with bins - 1 degrees of freedom
Drift compare(const Profile& before, const Profile& after);

// The index of two lists of counts.
double stability_index(const std::vector<double>& before, const std::vector<double>& after);

// Probability that a chi-squared number is above x: exact for 1 and 2 degrees of freedom, beyond
// that within 0.001 (Wilson, Hilferty 1931).
double chi_squared_tail(double x, double degrees);

}  // namespace aimodel
