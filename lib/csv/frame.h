#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "csv/csv_column.h"
#include "csv/date_cell.h"

namespace aimodel {

// One column of a table as it stood in the file.
struct FrameColumn : CsvColumn {
  std::vector<double> numbers;         // kind number: NaN where missing
  std::vector<DateCell> dates;         // kind date
  std::vector<uint32_t> ids;           // other kinds: which entry of `texts`
  std::vector<std::string> texts{""};  // each distinct text once, in order of first appearance,
                                       // kind verbatim outer spaces and all; entry 0 stands for
                                       // missing

  bool is_missing(int64_t row) const;
  const std::string& text(int64_t row) const;  // kinds text and verbatim
};

// Rows of a CSV file, the columns that were asked for.
struct Frame {
  std::string file;  // for messages
  std::vector<FrameColumn> columns;
  std::vector<uint64_t> lines;   // the line of the file on which each row begins
  std::vector<uint32_t> unread;  // rows that could not be read (OnBadRow::mark), ascending

  int64_t rows() const { return static_cast<int64_t>(lines.size()); }
  // The column of this name, and kind where a file's column is read in two ways. It must be there.
  const FrameColumn& column(const std::string& name) const;
  const FrameColumn& column(const std::string& name, CellKind kind) const;
  std::string where(int64_t row) const {
    return file + ":" + std::to_string(lines[static_cast<size_t>(row)]);
  }
};

// A mistake in one row's value, with file and line: `column "age": ...`.
Error value_error(const Frame& frame, uint32_t row, const std::string& column,
                  const std::string& what, const std::string& hint = "");

// What a row takes in memory, beside its texts.
size_t bytes_per_row(const Frame& frame);

}  // namespace aimodel
