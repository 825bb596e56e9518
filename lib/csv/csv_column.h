#pragma once

#include <string>
#include <vector>

#include "csv/number_style.h"

namespace aimodel {

// How the cells of a column are read: as numbers; as texts, some of which stand for a missing
// value; as texts that are kept as they stand, so that nothing is missing (ids that are passed
// through, names of splits); as dates and times.
enum class CellKind { number, text, verbatim, date };

// A column of a file of rows: what it is called, and how its cells are read. Cells that break its
// rules make the row a bad one: it ends the reading with an error, or is skipped and counted.
struct CsvColumn {
  std::string name;
  CellKind kind = CellKind::text;
  bool required = false;               // a missing value is not allowed (targets, weights)
  std::vector<std::string> missing{};  // stand for a missing value beside those of the format
  bool target = false;   // is predicted: the format says what becomes of a row without it
  NumberStyle style{};   // of numbers
  bool unnamed = false;  // the file gives it no name; the reader says so

  bool operator==(const CsvColumn&) const = default;
};

}  // namespace aimodel
