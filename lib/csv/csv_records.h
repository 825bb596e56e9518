#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "csv/csv_format.h"

namespace aimodel {

// The cells of a record, without blanks around them; of one in quotes with the opening one.
using CsvRecord = std::vector<std::string>;

// The first records of a text, at most so many, blank lines and comments left out.
struct CsvRecords {
  std::vector<CsvRecord> list;
  bool complete = true;  // no more bytes are needed to have so many
};
CsvRecords first_records(std::string_view text, bool at_end, const CsvDialect& dialect,
                         size_t most);

}  // namespace aimodel
