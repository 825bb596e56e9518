#pragma once

#include <memory>
#include <span>
#include <vector>

#include "columns/column.h"
#include "csv/column_finder.h"
#include "rows/dataset.h"
#include "rows/preprocessing_notes.h"

namespace aimodel {

// Columns side by side, by the team's threads. The first column's notes have the number
// `first_column`.
Matrix encode_columns(const std::vector<std::unique_ptr<Column>>& columns, CellKind kind,
                      ColumnFinder& finder, const Frame& frame, std::span<const uint32_t> rows,
                      size_t first_column = 0, PreprocessingNotes* notes = nullptr);

}  // namespace aimodel
