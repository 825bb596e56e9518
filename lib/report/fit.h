#pragma once

#include <cstddef>

#include "report/report.h"

namespace aimodel {

// Leaves the `most` most telling rows of a table, in their places, and counts the others in
// `table.rest`.
void keep_telling(Table& table, size_t most);

// Cuts the first column's names, as far as a table is wider than `width` characters: in the middle,
// "mean_...radius", or where names that are alike stay apart.
void shorten_names(Table& table, size_t width);

// Makes a report as text fit a screen: names are cut where tables are too wide, then of each table
// as many rows are kept as there is room for, three at least.
void fit_screen(Report& report, size_t width, size_t height);

}  // namespace aimodel
