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

  // The next piece: whole records of about piece_bytes, or one that is longer. False at the end.
  bool cut(CsvPiece& piece, size_t piece_bytes);
  // The next piece: at most so many rows. Nothing behind their last byte is waited for.
  bool cut_rows(CsvPiece& piece, int64_t most);

  int64_t size() const { return input_.size(); }
  std::string content_hash() const { return input_.content_hash(); }

 private:
  void skip_preamble(const CsvFormat& format);
  void choose_delimiter(const CsvFormat& format);
  void read_header();
  void name_columns();
  void read_json_keys(bool at_once);
  void check_wanted_keys(const std::vector<std::string>& names, const std::string& what_for);
  bool begin_cut();
  void end_cut(CsvPiece& piece, size_t size);
  // A record or line behind so many pending bytes, with what ends it.
  struct Record {
    CsvPiece::End end;  // record; else no further one ends
    size_t size;        // bytes
    bool is_row;        // no blank line or comment
  };
  Record find_record(size_t offset);
  // Moves to the first row; false where there is none.
  bool find_first_row();
  void pass(size_t bytes);
  bool ended() const { return input_.at_end() || input_.at_nul(); }

  CsvInput input_;
  CsvScanner scanner_;
  CsvCells header_cells_;
  JsonKeys json_keys_;
  std::vector<std::string> written_names_;  // as they stand in the file
  bool at_once_ = false;
  uint64_t line_ = 1;  // on which the pending bytes begin
  bool settled_ = false;
};

}  // namespace aimodel
