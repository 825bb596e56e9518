#pragma once

#include "profile/profile.h"

namespace aimodel {

// Columns that say what another one before them says: the same in each row; a number that is the
// other times a constant plus another; a code, so that each value of one goes with one value of the
// other. Columns are compared by hashes and by their projection on two random directions, each with
// a few neighbours only, so that it takes time in proportion to the cells.
void suspect_copies(Profile& profile, const ColumnProfile* target);

// Rows that are equal in all columns, identifiers aside.
void suspect_equal_rows(Profile& profile);

}  // namespace aimodel
