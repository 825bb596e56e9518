// Where a file of rows is cut into pieces.
#include <algorithm>

#include "base/blanks.h"
#include "csv/csv_file.h"
#include "csv/record_end.h"

namespace aimodel {

CsvFile::Record CsvFile::find_record(size_t offset) {
  using End = CsvPiece::End;
  using Found = CsvScanner::Found;
  for (size_t looked = 0;;) {
    const std::string_view bytes = input_.pending().substr(offset);
    if (rules.json) {
      const size_t end = bytes.find('\n', looked);
      if (end != std::string_view::npos || (input_.at_end() && !bytes.empty())) {
        const size_t size = std::min(end, bytes.size() - 1) + 1;
        return {End::record, size, !trimmed_lines(bytes.substr(0, size)).empty()};
      }
      looked = bytes.size();
    } else {
      const Found found = scanner_.scan(bytes.data(), bytes.size(), input_.at_end());
      const bool whole = found == Found::record || found == Found::blank;
      if (whole && scanner_.size() <= kLongestCsvRow) {
        return {End::record, scanner_.size(), found == Found::record};
      }
      if (found == Found::end) return {End::file, 0, false};
    }
    if (bytes.size() > kLongestCsvRow) return {End::too_long, bytes.size(), false};
    if (input_.at_nul()) return {End::nul, bytes.size(), false};
    if (input_.at_end()) return {End::file, bytes.size(), false};
    input_.fill();
  }
}

// False where nothing is left.
bool CsvFile::begin_cut() {
  const auto wait = [&] {
    while (input_.pending().empty() && !ended()) input_.fill();
  };
  wait();
  if (scanner_.take_line_feed(input_.pending())) {
    input_.use(1);
    wait();
  }
  return !input_.pending().empty() || input_.at_nul();
}

void CsvFile::end_cut(CsvPiece& piece, size_t size) {
  piece.bytes.assign(input_.pending().substr(0, size));
  piece.line = line_;
  line_ += rules.json ? static_cast<uint64_t>(std::ranges::count(piece.bytes, '\n'))
                      : count_line_breaks(piece.bytes);
  input_.use(size);
}

bool CsvFile::cut(CsvPiece& piece, size_t piece_bytes) {
  if (!begin_cut()) return false;
  size_t size = 0;
  for (size_t wanted = piece_bytes; size == 0; wanted *= 2) {
    while (input_.pending().size() <= wanted && !ended()) input_.fill();
    const std::string_view pending = input_.pending();
    if (pending.size() <= wanted && ended()) {
      piece.end = input_.at_nul() ? CsvPiece::End::nul : CsvPiece::End::file;
      size = pending.size();
      break;
    }
    size = rules.json ? pending.substr(0, wanted).rfind('\n') + 1
                      : last_record_end(pending, wanted, rules.dialect);
    piece.end = CsvPiece::End::record;
    if (size == 0 && pending.size() > kLongestCsvRow) {
      piece.end = CsvPiece::End::too_long;
      size = pending.size();
    }
  }
  end_cut(piece, size);
  return true;
}

bool CsvFile::cut_rows(CsvPiece& piece, int64_t most) {
  constexpr size_t kMostBytes = size_t{4} << 20;
  if (!begin_cut()) return false;
  size_t size = 0;
  piece.end = CsvPiece::End::record;
  for (int64_t rows = 0; rows < most && size < kMostBytes && piece.end == CsvPiece::End::record;) {
    const Record record = find_record(size);
    size += record.size;
    piece.end = record.end;
    rows += record.is_row ? 1 : 0;
    scanner_.next();
  }
  end_cut(piece, size);
  return true;
}

}  // namespace aimodel
