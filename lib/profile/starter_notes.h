#pragma once

#include <string>
#include <vector>

#include "profile/profile.h"

namespace aimodel {

// What is said of columns beside the spec that is made for them.

// Whether an input type reads a column of this kind, and finds something in it.
bool is_readable(const ColumnProfile& column);

// How a column tells the target, or "".
std::string leak_of(const ColumnProfile& column);

// Why a column is no input, or "".
std::string reason_to_leave_out(const ColumnProfile& column);

// How a column is written, what that leaves open, and what keeps its numbers from being read.
void note_writing(const ColumnProfile& column, std::vector<std::string>& notes);

}  // namespace aimodel
