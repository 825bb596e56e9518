#pragma once

#include <string>
#include <vector>

#include "profile/profile.h"
#include "report/table.h"

namespace aimodel {

// A profile for people: its columns by what they hold, how odd cells are written, the classes of the
// target (or null), and what looks suspicious; only tables that have rows.
std::vector<Table> profile_tables(const Profile& profile, const ColumnProfile* target);

// One row a column, for programs.
Table plain_profile_table(const Profile& profile);

// A date of a column, which is held as seconds, as its cells are read.
std::string moment_text(const ColumnProfile& column, double elapsed);

}  // namespace aimodel
