#pragma once

#include <string>

#include "profile/profile.h"

namespace aimodel {

// The correlation, or share of what there is to explain, above which a target is told.
constexpr double kTells = 0.999;

// Whether a column tells the target (nearly) alone, in plain words; "" where it does not, or where
// fewer than 20 rows have both. What is measured, and what counts as telling:
//   number, two classes    area under the ROC curve (either way round) above 0.999
//   number, more classes   each class lies in a range of its own, but for 0.1% of the rows
//   category, classes      the most frequent class of each value is right in more than 99.9% of the
//                          rows, and 99% of what guessing the most frequent class gets wrong
//   number, number         Pearson's or Spearman's correlation above 0.999 in size
//   category, number       the values explain more than 99.9% of the variance
//   whether it is missing  as a category with two values
std::string leakage(const Profile& profile, const ColumnProfile& column,
                    const ColumnProfile& target);

}  // namespace aimodel
