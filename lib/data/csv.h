#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/frame.h"
#include "spec/options.h"

namespace aimodel {

struct CsvPiece;

// How a CSV file is written; the spec's "data" section, or its defaults.
struct CsvFormat {
  char delimiter = 0;  // 0: found out from the first lines (, ; tab |)
  bool header = true;  // false: columns are named column_1, column_2, ...
  std::vector<std::string> missing{"", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"};
};
CsvFormat csv_format(const Options& data_options);

enum class OnBadRow { fail, skip };

// A column to be read. Cells that break its rule make the row a bad one: it ends the reading with
// an error, or is skipped and counted.
struct WantedColumn {
  std::string name;
  CellKind kind = CellKind::text;
  bool required = false;  // a missing value is not allowed (targets, weights)
};

// Reads a CSV file (RFC 4180: quotes, doubled quotes, newlines in quotes, CRLF or LF or CR, UTF-8
// with or without BOM), plain or gzip, or "-" for standard input, front to back.
//   Lines with nothing or only spaces on them are no rows, in a file of one column too (there "" is
//   a missing value). A quote inside a cell that does not begin with one is part of the text. Names
//   in the header lose their outer spaces, and so do numbers and what is compared with `missing`;
//   texts keep them. Whether a cell was quoted makes no difference to what it means.
class CsvReader {
 public:
  CsvReader(const std::string& path, const CsvFormat& format, OnBadRow on_bad_row = OnBadRow::fail);
  ~CsvReader();
  CsvReader(CsvReader&&) noexcept;

  const std::vector<std::string>& header() const;
  const std::string& file() const;  // for messages: the path, or "<stdin>"

  // Chooses the columns; throws Error (data, file:1) for names that the header lacks, with a
  // suggestion or else `what_for` as hint, as in "the model was trained on it". Columns that are
  // wanted twice in the same kind are read once.
  void want(const std::vector<WantedColumn>& columns, const std::string& what_for = "");

  // The next rows, at most `most` of them, in place of what the frame held; and no more than are
  // there without waiting where `most` is 1. False, with an empty frame, at the end of the file.
  bool read(Frame& frame, int64_t most);

  // All rows that are left, in place of what the frame held, read in pieces by the team's threads.
  // False, with an empty frame, where there are none.
  bool read_all(Frame& frame, size_t piece_bytes = kPieceBytes);

  // The same; whenever there are more rows, `look` sees the frame, and may take rows out of it.
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

  int64_t skipped() const;           // bad rows so far
  char delimiter() const;            // in use
  std::string content_hash() const;  // of the bytes read so far, decompressed

  // What to throw where rows were needed and read() gave none at all.
  Error no_rows() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aimodel
