#pragma once

#include <string>
#include <vector>

#include "csv/csv.h"

namespace aimodel {

// Throws Error (data) where a file has no such column.
void check_column(const CsvReader& reader, const std::string& name);

// Columns of a file by lists such as "id,name", "price_*" or "all", each once, in the order in which
// they are named. Throws Error (data) for what names none.
std::vector<std::string> kept_columns(const CsvReader& reader,
                                      const std::vector<std::string>& lists);

// Columns by lists of names alone: neither globs nor "all".
std::vector<std::string> named_columns(const CsvReader& reader,
                                       const std::vector<std::string>& lists);

}  // namespace aimodel
