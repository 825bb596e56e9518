#pragma once

#include <string>
#include <vector>

#include "columns/training_summary.h"
#include "profile/profile.h"

namespace aimodel {

// How far the values of a column of two files differ.
struct ColumnDrift {
  std::string name;
  bool compared = false;  // false: other types in the two files, a key, or nothing to compare
  std::string before;     // types
  std::string after;
  double missing_before = 0, missing_after = 0;  // shares
  int bins = 0;
  double index = 0;        // population stability index
  double expected = 0;     // its mean where nothing has changed: (bins - 1) (1 / n + 1 / m)
  double probability = 1;  // of bins that differ so much where nothing has changed
  std::vector<std::string> new_values;  // of a category, at most 5 that only the second file has
  std::string verdict;  // "same", "changed a little", "changed", "other type", "identifier", "date"

  bool changed() const { return verdict.starts_with("changed"); }
};

struct Drift {
  std::vector<std::string> removed, added;  // columns
  std::vector<ColumnDrift> columns;         // those of both files
};

// Compares a file with another one, or with what a model was trained on.
//   bins     of numbers ten of equal count in the first one; of other types each value, or where
//            a model has seen more than 500 the 256 buckets of a hash; missing values are a bin
//   merging  a bin in which either one would have fewer than 5 rows, did both share one
//            distribution, is joined with the next: of texts with another such one
//   verdict  an index by itself grows with few rows and many bins; it counts where the probability
//            of such bins (see homogeneity.h), corrected for the number of columns (Bonferroni), is
//            below 1%: "changed" from 0.1 on, "changed a little" below. Bins depend on both files'
//            rows together, not on which are frequent in the first one, so that the rate of false
//            alarms is the nominal one with any number of values
//   left out identifiers, and dates, which move on by themselves
//   source   Yurdakul 2018, "Statistical properties of population stability index"
Drift compare(const Profile& before, const Profile& after);
// What a model's columns were like, and a file; columns of outputs may be missing there, and what
// else the file has is of no interest.
Drift compare(const TrainingSummary& before, const Profile& after);

}  // namespace aimodel
