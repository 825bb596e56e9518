#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "profile/profile.h"

namespace aimodel {

// What is to be said of a file before its columns.

// Counts the texts of a column that are missing by their words; `verbatim` has its cells as they
// stand.
void count_missing(const FrameColumn& cells, const FrameColumn& verbatim,
                   std::map<std::string, int64_t>& counts);

// Whether the header is a row like the others: what names the columns stands among their values.
bool lacks_header(const Profile& profile);

// "3 rows cannot be read and are left out: lines 4, 9, 12"
std::string bad_rows_note(const Profile& profile);

// "cells of the target count as missing: "NA" (120); where such a word is a class, ..."
std::string missing_targets_note(const Profile& profile);

}  // namespace aimodel
