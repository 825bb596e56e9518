#pragma once

#include "profile/profile.h"

namespace aimodel {

// Fills in what looks wrong with the columns of a profile and with its rows as a whole. `target` is
// one of its columns, or null. Takes time that grows with the cells of the sample.
void suspect(Profile& profile, const ColumnProfile* target);

}  // namespace aimodel
