#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "csv/csv_format.h"

namespace aimodel {

// What the first bytes of a CSV file tell. Each function gives nothing where more bytes are needed,
// so that what it says depends on the file alone, not on how its bytes arrive.

// What stands in front of the header: the format's skip_lines, then Excel's line "sep=;".
struct CsvPreamble {
  size_t bytes = 0;
  uint64_t lines = 0;
  char delimiter = 0;  // that the line names, or 0
};
std::optional<CsvPreamble> find_preamble(std::string_view start, bool at_end, int64_t skip_lines);

// How the cells of the rows stand to the names of the header. Where the first rows, up to 20, all
// have one cell more than there are names:
//   the last one is empty in all          the delimiter stands at the end of each row
//   the first ones number or name rows    R's write.table: they are row names
//   (1, 2, 3, ...; or texts in quotes, all different)
// where they all have one less and the last name is empty, it stands at the end of the header.
struct CsvShape {
  size_t cells = 0;      // of a row
  size_t first = 0;      // the cell that the first name names
  bool surplus = false;  // the last name has no cell
};
std::optional<CsvShape> find_shape(std::string_view rows, bool at_end, const CsvDialect& dialect,
                                   const std::vector<std::string>& names);

// Whether what should be names looks like values: numbers that do not count up as years and places
// do.
bool looks_like_values(const std::vector<std::string>& names);

// An option that leaves out what stands before the header or reads it otherwise, in words, where it
// looks so; "" where it does not. `following` are bytes behind the header.
std::string header_doubt(const std::vector<std::string>& names, std::string_view following,
                         const CsvDialect& dialect);

// The option for a file without a header, where the names look like values, or "".
std::string values_hint(const std::vector<std::string>& names);

}  // namespace aimodel
