#pragma once

#include <cstddef>
#include <string_view>

#include "csv/csv_format.h"

namespace aimodel {

// The end of the last record that ends within text[0, limit), or 0 where none does. The text begins
// with a record.
size_t last_record_end(std::string_view text, size_t limit, const CsvDialect& dialect);

}  // namespace aimodel
