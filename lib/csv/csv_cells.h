#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "csv/csv.h"
#include "csv/csv_cell.h"
#include "csv/csv_error.h"
#include "csv/csv_scanner.h"
#include "csv/frame.h"
#include "csv/text_index.h"
#include "csv/thousands_watch.h"

namespace aimodel {

class JsonRow;

// How the records of a file are read: what all its pieces have in common.
struct CsvRules {
  std::string file;  // for messages
  CsvDialect dialect;
  bool has_header = true;
  bool json = false;  // JSON Lines
  std::vector<std::string> header;
  size_t cells = 0;                              // of a record
  size_t first = 0;                              // the cell that the first name names
  uint64_t first_row = 0;                        // its line, where there is no header; else 0
  std::vector<CsvColumn> columns;                // of the frame
  std::vector<size_t> cells_of;                  // of each column: where its cell stands
  std::vector<size_t> missing_of;                // and which of these lists holds for it
  std::vector<MissingTexts> missing;             // what stands for a missing value
  std::unordered_map<std::string, size_t> keys;  // JSON Lines: indexes in the header
  OnBadRow on_bad_row = OnBadRow::fail;
  bool skip_missing_targets = false;
};

// What becomes of a record that is no row.
enum class BadRow { fail, skip, mark, no_target };

// Turns records into rows of a frame, one after the other.
class CsvCells {
 public:
  explicit CsvCells(const CsvRules& rules) : rules_(rules) {}

  // The columns that are wanted, without rows, in the memory that the frame has.
  void begin(Frame& frame);
  // Gives the columns room for so many rows, or takes what is too much. Between this and the next
  // change of the frame rows can be added.
  void set_rows(Frame& frame, size_t rows);

  // A record with its cells in their columns, or what is wrong with it.
  CsvProblem add(const char* record, const CsvScanner& scanner, size_t row);
  CsvProblem add(const JsonRow& record, size_t row);
  // A record that cannot be read: its cells that can, the others as missing.
  void mark(const char* record, const CsvScanner& scanner, size_t row);
  void mark(const JsonRow& record, size_t row);
  // One cell of a column.
  CsvProblem add(std::string_view text, size_t column, size_t row) {
    const Destination& to = destinations_[column];
    if (to.missing->surely_lacks(text)) {
      if (to.plain != nullptr && read_short_number(text, to.plain[row])) {
        if (to.thousands->goes_on()) to.thousands->add(text);
        return CsvProblem::none;
      }
      if (to.texts != nullptr) {
        const uint32_t id = indexes_[column].find(text, *to.texts);
        if (id != TextIndex::kNone) {
          to.ids[row] = id;
          return CsvProblem::none;
        }
      }
    }
    return add_any(text, column, row);
  }

  // What is to be said of the problem that add() found in the scanner's record.
  Error error(CsvProblem problem, const char* record, const CsvScanner& scanner, uint64_t line);
  Error error(CsvProblem problem, const JsonRow& record, uint64_t line);
  // Whether a missing value was the problem of a target, not of another column.
  bool lacks_target(CsvProblem problem) const {
    return problem == CsvProblem::missing && rules_.columns[bad_column_].target;
  }

  // Of each column what was seen of the points in its numbers.
  const std::vector<ThousandsWatch>& thousands() const { return thousands_; }
  // Takes over what others saw.
  void join_thousands(CsvCells& others);

  // A cell's text, without doubled quotes; lasts until the next call.
  std::string_view text_of(const char* record, const CsvCell& cell);

 private:
  // Where a column's cells go.
  struct Destination {
    double* plain;              // numbers in the usual style; null where there are none
    double* numbers;            // in any style
    ThousandsWatch* thousands;  // of plain numbers
    DateCell* dates;
    uint32_t* ids;
    std::vector<std::string>* texts;  // null where there are none
    const MissingTexts* missing;
  };
  CsvProblem add_any(std::string_view text, size_t column, size_t row);
  void add_absent(size_t column, size_t row);

  const CsvRules& rules_;
  std::vector<Destination> destinations_;
  std::vector<TextIndex> indexes_;  // of each column's texts
  std::vector<ThousandsWatch> thousands_;
  size_t bad_column_ = 0;
  std::string unescaped_;
};

BadRow what_to_do(const CsvCells& cells, CsvProblem problem, const CsvRules& rules);

}  // namespace aimodel
