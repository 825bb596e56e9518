#pragma once

#include <cstdint>

#include "base/messages.h"
#include "csv/csv.h"

namespace aimodel {

// What became of a file that was read to its end: remarks on how it was taken and rows that were
// left out (info), how many rows it had and how they were read (debug).
void note_reading(const Messages& messages, const CsvReader& reader, int64_t rows);

// Numbers of such a file that may be a thousand times as much, where their group says nothing of
// thousands.
void note_doubtful_points(const Messages& messages, const CsvReader& reader);

}  // namespace aimodel
