#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "csv/csv_format.h"
#include "csv/frame.h"

namespace aimodel {

struct CsvPiece;

// What becomes of a row that cannot be read: it ends the reading with an error; is left out and
// counted; or is kept with the cells that can be read, and its number stands in the frame's list.
enum class OnBadRow { fail, skip, mark };

// Rows that were left out: how many, and on which lines the first ones begin.
struct LeftOut {
  static constexpr size_t kLines = 5;
  int64_t count = 0;
  std::vector<uint64_t> lines;
  void add(uint64_t line) {
    if (++count <= static_cast<int64_t>(kLines)) lines.push_back(line);
  }
  void add(const LeftOut& later);
};

// A column of numbers in whose every number with a point three digits stand behind it, beside others
// below 1,000 without: the point may stand between thousands.
struct DoubtfulPoint {
  std::string column;
  std::string number;  // the first one
};

// Reads a CSV file (RFC 4180: quotes, doubled quotes, newlines in quotes, CRLF or LF or CR, UTF-8
// with or without BOM) or JSON Lines (see json_row.h; told by the name or the first byte that is no
// blank), plain or gzip, or "-" for standard input, front to back.
//   Lines with nothing or only spaces on them are no rows, in a file of one column too (there "" is
//   a missing value). A quote inside a cell that does not begin with one is part of the text. Names
//   in the header, numbers, texts and what is compared with `missing` lose their outer spaces;
//   verbatim cells keep them. Whether a cell was quoted makes no difference to what it means. A
//   column without a name is called column_1, column_2, ... by its number. For rows that have more
//   cells than the header has names see find_shape().
class CsvReader {
 public:
  // With `at_once` no more than the first row of JSON Lines is waited for to know the columns;
  // else they are those of the rows in the first 4 MiB.
  CsvReader(const std::string& path, const CsvFormat& format, OnBadRow on_bad_row = OnBadRow::fail,
            bool at_once = false);
  ~CsvReader();
  CsvReader(CsvReader&&) noexcept;

  const std::vector<std::string>& header() const;
  const std::string& file() const;  // for messages: the path, or "<stdin>"
  // Names that were given to columns without one.
  const std::set<std::string>& unnamed() const;
  // What is to be said of how the file was taken: row names, ...
  const std::vector<std::string>& remarks() const;
  // What may help where the header is not what was expected, in words; "" where nothing looks odd:
  // an option that leaves out what stands before it, or that says there is none. Doubts are sure
  // enough to be told unasked. To be asked before rows are read.
  std::string header_hint() const;
  std::string header_doubt() const;
  // Waits for the first rows where the header does not fit them; remarks() are complete then. The
  // readers below do so themselves.
  void settle();

  // Chooses the columns; throws Error (data, file:1) for names that the header lacks, with a
  // suggestion or else `what_for` as hint, as in "the model was trained on it". Columns that are
  // wanted twice in the same kind are read once, and what either calls missing is missing.
  void select(const std::vector<CsvColumn>& columns, const std::string& what_for = "");

  // The next rows, at most `most` of them, in place of what the frame held. Nothing behind them is
  // waited for. False, with an empty frame, at the end of the file.
  bool read(Frame& frame, int64_t most);

  // All rows that are left, in place of what the frame held, read in pieces by the team's threads.
  // False, with an empty frame, where there are none.
  bool read_all(Frame& frame, size_t piece_bytes = kPieceBytes);

  // Reads all rows as read_all does; whenever there are more rows, `look` sees the frame, and may take rows out of it.
  // There will be room for rows of so many bytes at least.
  bool read_chunks(Frame& frame, uint64_t room, const std::function<void(Frame& frame)>& look,
                   size_t piece_bytes = kPieceBytes);

  // The next pieces of the file, as many as there are, whose records convert() turns into rows:
  // different pieces by different threads at once. 0 at the end of the file.
  size_t cut(std::span<CsvPiece> pieces, size_t piece_bytes = kPieceBytes);
  void convert(CsvPiece& piece) const;
  // Takes note of what became of a piece, in the order of the file; throws its error.
  void note(const CsvPiece& piece);
  static constexpr size_t kPieceBytes = size_t{128} << 10;
  // So many, or as many more as some tens of rows take where there are many columns: then what has
  // to be done for each column of a piece is little beside what is done for its cells.
  size_t piece_bytes() const;

  const LeftOut& bad_rows() const;  // that were skipped so far
  const LeftOut& rows_without_target() const;
  int64_t skipped() const { return bad_rows().count + rows_without_target().count; }
  // Of the plain numbers read so far.
  std::vector<DoubtfulPoint> doubtful_points() const;
  bool json_lines() const;
  bool marks_bad_rows() const;
  void leave_out(uint64_t line);     // a row that turned out bad later
  CsvFormat format() const;          // as found out
  std::string content_hash() const;  // of the bytes read so far, decompressed

  // What to throw where rows were needed and read() gave none at all.
  Error no_rows() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aimodel
