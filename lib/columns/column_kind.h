#pragma once

#include <memory>
#include <string>
#include <vector>

#include "columns/column_fit.h"

namespace aimodel {

// What a type of input columns is, as the options of a group of them set it.
struct ColumnKind {
  CellKind cells;  // how the reader is to read them
  ColumnFitPtr (*fit)(const Options& options);
  std::unique_ptr<Column> (*restore)(const Stored& stored);
  // Why the numbers that a column takes depend on the data; "" where they do not.
  std::string needs_data{};
  // Brings the columns of a group together, which have seen all rows; null where each is alone.
  void (*share)(const std::vector<ColumnFit*>& group) = nullptr;
};

ColumnKind column_kind(const Options& group);
// The generated table: calls make_NAME_column for the NAME of a file in schemas/inputs/.
ColumnKind make_named_column(const std::string& name, const Options& options);

}  // namespace aimodel
