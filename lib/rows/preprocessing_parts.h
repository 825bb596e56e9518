#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "csv/column_finder.h"
#include "rows/preprocessing.h"

namespace aimodel {

// What the network is told of a group of columns, fitted or restored.
InputInfo describe_input(const Options& options,
                         const std::vector<std::unique_ptr<Column>>& columns);

// Columns side by side. The first column's notes have the number `first_column`.
Matrix encode_columns(const std::vector<std::unique_ptr<Column>>& columns, CellKind kind,
                      ColumnFinder& finder, const Frame& frame, std::span<const uint32_t> rows,
                      size_t first_column = 0, PreprocessingNotes* notes = nullptr);

// The rows' weights in loss and metrics; none where `column` is "". Throws Error (data), with the
// row's line, for what is no weight.
std::vector<real> read_weights(const Frame& frame, std::span<const uint32_t> rows,
                               const std::string& column);

}  // namespace aimodel
