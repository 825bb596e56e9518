#pragma once

#include <set>
#include <string>
#include <vector>

#include "profile/profile.h"

namespace aimodel {

// What columns that a number tells apart have in common: "pixel_*" for pixel_17; "" for a name that
// does not end with a number.
std::string family_of(const std::string& name);

// Families of many number columns that have much the same range, such as pixel_0 to pixel_783: they
// are of one unit, and one that hardly varies is not to be blown up beside the others.
std::set<std::string> families_of_one_unit(const std::vector<const ColumnProfile*>& columns);

}  // namespace aimodel
