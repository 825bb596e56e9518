#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "csv/csv.h"
#include "csv/csv_cells.h"
#include "csv/csv_input.h"
#include "csv/csv_piece.h"
#include "csv/csv_scanner.h"
#include "csv/json_row.h"

namespace aimodel {

// A file that has been opened: what its first lines tell of it, and its records, one after the
// other or in pieces.
class CsvFile {
 public:
  // `at_once`: of JSON Lines only the first row is waited for to know the columns.
  CsvFile(const std::string& path, const CsvFormat& format, OnBadRow on_bad_row, bool at_once);

  CsvRules rules;
  std::vector<std::string> missing;  // in every column
  uint64_t header_line = 1;
  std::set<std::string> unnamed;     // names that columns without one were given
  std::vector<std::string> remarks;  // on what the file was taken for

  // Throws Error (data) for names that the header lacks.
  void check_wanted(const std::vector<std::string>& names, const std::string& what_for);

  // Looks at the first rows, where their cells may stand otherwise than the header's names.
  void settle();

  std::string header_hint() const;
  std::string header_doubt() const;

  // Moves to the next record that is no blank line; false at the end of the file. Its cells are
  // added to a frame, or an error is made of them, before finish_record().
  bool next_record();
  CsvProblem add(CsvCells& cells, size_t row);
  void mark(CsvCells& cells, size_t row);
  Error error(CsvCells& cells, CsvProblem problem);
  void finish_record();
  uint64_t line() const { return line_; }

  // The next piece: whole records of about piece_bytes, or one that is longer. False at the end.
  bool cut(CsvPiece& piece, size_t piece_bytes);

  int64_t size() const { return input_.size(); }
  std::string content_hash() const { return input_.content_hash(); }

 private:
  void skip_preamble(const CsvFormat& format);
  void choose_delimiter(const CsvFormat& format);
  void read_header();
  void name_columns();
  void read_json_keys(bool at_once);
  bool next_line();
  void check_wanted_keys(const std::vector<std::string>& names, const std::string& what_for);
  bool is_blank() const;

  CsvInput input_;
  CsvScanner scanner_;
  CsvCells header_cells_;
  JsonRow json_row_;
  JsonKeys json_keys_;
  std::vector<std::string> written_names_;  // as they stand in the file
  bool at_once_ = false;
  const char* record_ = nullptr;  // the bytes that the scanner's cells point into
  size_t record_size_ = 0;        // JSON Lines: of the line with its break
  CsvProblem json_problem_ = CsvProblem::none;
  uint64_t line_ = 1;  // on which the record begins
  bool held_ = false;  // the record is the first row, met while looking for a header
  bool settled_ = false;
};

}  // namespace aimodel
