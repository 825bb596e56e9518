#pragma once

#include <string>

#include "profile/profile.h"
#include "report/report.h"

namespace aimodel {

// What a CSV file holds; `target` is the column to be predicted, or null. People get tables for
// each kind of column, programs one table of all.
Report profile_report(const Profile& profile, const ColumnProfile* target, bool for_people);

// "rows.csv: 150 rows, 5 columns, separated by commas", and what is to be said of the file as a
// whole, a line each.
std::string profile_heading(const Profile& profile);

}  // namespace aimodel
