#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "csv/csv_cells.h"
#include "csv/csv_marks.h"
#include "csv/json_row.h"

namespace aimodel {

// A piece of a CSV file that can be turned into rows beside the other pieces: CsvReader::cut()
// fills in its bytes, convert() its rows. Keeps its memory from use to use.
struct CsvPiece {
  enum class End {
    record,    // with a record
    file,      // with the file
    nul,       // before a NUL byte
    too_long,  // inside a record that is longer than any may be
  };
  std::string bytes;  // records; begins with one
  uint64_t line = 1;  // on which it begins
  End end = End::file;

  Frame frame;                 // the rows
  LeftOut bad, untargeted;     // rows that are not among them
  std::optional<Error> error;  // what is wrong behind these rows: no more of the file is read

  // Working memory.
  std::unique_ptr<CsvCells> cells;
  std::unique_ptr<JsonRow> json;
  CsvMarks marks;
};

constexpr uint64_t kLongestCsvRow = uint64_t{64}
                                    << 20;  // an unclosed quote must not take all memory

// Turns the records of a piece into rows. Touches nothing but the piece.
void convert(CsvPiece& piece, const CsvRules& rules);

// What is wrong with a record that begins on this line and does not end: the scanner came to the end
// of all bytes in it.
Error unfinished_record(CsvPiece::End end, const CsvRules& rules, const CsvScanner& scanner,
                        uint64_t line);

// Puts the rows of pieces behind those of a frame, in order, by the team's threads. `indexes` are
// those of the frame's texts, one a column.
void append(std::span<CsvPiece> pieces, Frame& frame, std::vector<TextIndex>& indexes);

}  // namespace aimodel
