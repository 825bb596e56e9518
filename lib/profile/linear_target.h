#pragma once

#include "profile/profile.h"

namespace aimodel {

// Whether the target is nearly a weighted sum of some other columns of numbers: r2 of a linear fit
// above 0.999 with at most eight of them, chosen one by one (forward selection on the matrix of
// correlations, Beaton 1964). Looks at 20,000 rows and the 64 columns that go with it most, at most.
// A single column that does so alone is leakage, which is said elsewhere.
void suspect_linear(Profile& profile, const ColumnProfile& target);

}  // namespace aimodel
