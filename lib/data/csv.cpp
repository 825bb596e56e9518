#include "data/csv.h"

#include <algorithm>
#include <exception>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "data/csv_cells.h"
#include "data/csv_delimiter.h"
#include "data/csv_error.h"
#include "data/csv_input.h"
#include "data/csv_piece.h"
#include "data/csv_scanner.h"
#include "tensor/parallel.h"

namespace aimodel {

namespace {

constexpr size_t kMostColumns = size_t{1} << 20;
constexpr int64_t kMostRows = std::numeric_limits<uint32_t>::max();  // rows are numbered in 32 bits

Error too_many_rows(const Frame& frame) {
  return Error(Exit::data, frame.where(frame.rows() - 1),
               fmt::format("there are more than {} rows", with_commas(kMostRows)));
}

void reserve(Frame& frame, size_t rows) {
  rows = std::min(rows, static_cast<size_t>(kMostRows));
  frame.lines.reserve(rows);
  for (FrameColumn& column : frame.columns) {
    if (column.kind == CellKind::number) {
      column.numbers.reserve(rows);
    } else if (column.kind == CellKind::date) {
      column.dates.reserve(rows);
    } else {
      column.ids.reserve(rows);
    }
  }
}

}  // namespace

CsvFormat csv_format(const Options& data_options) {
  CsvFormat format;
  const std::string delimiter = data_options.text("delimiter");
  format.delimiter = delimiter == "auto" ? '\0' : delimiter[0];
  format.header = data_options.flag("header");
  format.missing = data_options.texts("missing");
  return format;
}

struct CsvReader::State {
  State(const std::string& path, const CsvFormat& format, OnBadRow on_bad_row);

  char choose_delimiter();
  void read_header();
  bool next_record();
  bool is_blank() const;
  void finish_record();
  bool cut(CsvPiece& piece, size_t piece_bytes);

  CsvInput input;
  CsvRules rules;
  bool has_header;
  CsvScanner scanner;
  CsvCells cells;

  uint64_t header_line = 1;
  const char* record = nullptr;  // the bytes that the scanner's cells point into
  uint64_t line = 1;             // on which the record begins
  bool held = false;             // the record is the first row, met while looking for a header
  int64_t skipped = 0;
};

CsvReader::State::State(const std::string& path, const CsvFormat& format, OnBadRow bad)
    : input(path),
      rules{path == "-" ? "<stdin>" : path, ',', {}, {}, MissingTexts(format.missing), bad},
      has_header(format.header),
      scanner(rules.delimiter = format.delimiter != 0 ? format.delimiter : choose_delimiter(),
              kMostColumns),
      cells(rules) {
  read_header();
}

char CsvReader::State::choose_delimiter() {
  for (;;) {
    const bool whole = input.at_end() || input.at_nul() || input.pending().size() > kLongestCsvRow;
    if (const auto found = find_delimiter(input.pending(), whole)) return *found;
    input.fill();
  }
}

// Moves to the next record that is not blank; false at the end of the file.
bool CsvReader::State::next_record() {
  for (;;) {
    const std::string_view bytes = input.pending();
    const CsvScanner::Found found = scanner.scan(bytes.data(), bytes.size(), input.at_end());
    if (scanner.size() > kLongestCsvRow) throw long_row_error(rules.file, line, kLongestCsvRow);
    if (found == CsvScanner::Found::end) return false;
    if (found == CsvScanner::Found::more) {
      if (input.at_nul()) throw nul_error(rules.file, line + scanner.line_breaks());
      if (input.at_end()) {
        throw open_quote_error(rules.file, line + scanner.open_line(),
                               cell_name(rules.header, scanner.open_cell()));
      }
      input.fill();
      continue;
    }
    record = bytes.data();
    if (!is_blank()) return true;
    finish_record();
  }
}

bool CsvReader::State::is_blank() const {
  if (scanner.cell_count() != 1 || scanner.cells()[0].quoted) return false;
  const CsvCell& cell = scanner.cells()[0];
  return trimmed({record + cell.begin, cell.size}).empty();
}

void CsvReader::State::finish_record() {
  line += scanner.line_breaks();
  input.use(scanner.size());
  scanner.next();
}

void CsvReader::State::read_header() {
  const std::string& file = rules.file;
  std::vector<std::string>& header = rules.header;
  if (!next_record()) throw Error(Exit::data, file, "the file is empty");
  header_line = line;
  if (scanner.cell_count() > kMostColumns) {
    throw Error(Exit::data, fmt::format("{}:{}", file, line),
                fmt::format("there are more than {} columns", kMostColumns));
  }
  header.reserve(scanner.cell_count());
  if (!has_header) {
    for (size_t i = 1; i <= scanner.cell_count(); ++i)
      header.push_back(fmt::format("column_{}", i));
    held = true;
  } else {
    if (scanner.stray_cell() != CsvScanner::kNone) {
      throw cells.error(CsvProblem::stray_text, record, scanner, line);
    }
    for (const CsvCell& cell : scanner.cells()) {
      const std::string_view name = cells.text_of(record, cell);
      if (find_invalid_utf8(name) != std::string_view::npos) {
        CsvPlace place{file, header};
        place.line = line;
        place.record = {record, scanner.size()};
        place.cell = header.size();
        place.cell_begin = cell.begin;
        throw csv_error(CsvProblem::not_utf8, place);
      }
      header.emplace_back(trimmed(name));
    }
    check_header(file, line, header);
    finish_record();
  }
  scanner.set_most_cells(header.size());
}

// The next piece: whole records of about piece_bytes, or one that is longer. False at the end.
bool CsvReader::State::cut(CsvPiece& piece, size_t piece_bytes) {
  if (held) {  // the first row was only looked at
    scanner.next();
    held = false;
  }
  const auto ended = [&] { return input.at_end() || input.at_nul(); };
  size_t size = 0;
  for (size_t wanted = piece_bytes; size == 0; wanted *= 2) {
    while (input.pending().size() <= wanted && !ended()) input.fill();
    const std::string_view pending = input.pending();
    if (pending.size() <= wanted && ended()) {
      if (pending.empty() && !input.at_nul()) return false;
      piece.end = input.at_nul() ? CsvPiece::End::nul : CsvPiece::End::file;
      size = pending.size();
      break;
    }
    size = last_record_end(pending, wanted, rules.delimiter);
    piece.end = CsvPiece::End::record;
    if (size == 0 && pending.size() > kLongestCsvRow) {
      piece.end = CsvPiece::End::too_long;
      size = pending.size();
    }
  }
  piece.bytes.assign(input.pending().substr(0, size));
  if (scanner.take_line_feed(piece.bytes)) piece.bytes.erase(0, 1);
  piece.line = line;
  line += count_line_breaks(piece.bytes);
  input.use(size);
  return true;
}

CsvReader::CsvReader(const std::string& path, const CsvFormat& format, OnBadRow on_bad_row)
    : state_(std::make_unique<State>(path, format, on_bad_row)) {}
CsvReader::~CsvReader() = default;
CsvReader::CsvReader(CsvReader&&) noexcept = default;

const std::vector<std::string>& CsvReader::header() const {
  return state_->rules.header;
}
const std::string& CsvReader::file() const {
  return state_->rules.file;
}
int64_t CsvReader::skipped() const {
  return state_->skipped;
}
size_t CsvReader::piece_bytes() const {
  constexpr size_t kRows = 32, kCell = 4, kMost = size_t{1} << 20;
  return std::clamp(kRows * kCell * state_->rules.header.size(), kPieceBytes, kMost);
}
char CsvReader::delimiter() const {
  return state_->rules.delimiter;
}
std::string CsvReader::content_hash() const {
  return state_->input.content_hash();
}

void CsvReader::want(const std::vector<WantedColumn>& columns, const std::string& what_for) {
  CsvRules& rules = state_->rules;
  std::vector<std::string> names;
  for (const WantedColumn& column : columns) names.push_back(column.name);
  check_wanted(rules.file, state_->header_line, rules.header, names, what_for);
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < rules.header.size(); ++i) places.emplace(rules.header[i], i);
  std::map<std::pair<size_t, CellKind>, size_t> chosen;
  rules.sources.clear();
  for (const WantedColumn& column : columns) {
    const size_t cell = places.at(column.name);
    const auto [same, added] = chosen.try_emplace({cell, column.kind}, rules.sources.size());
    if (added) rules.sources.push_back({cell, column.kind, false, column.name});
    rules.sources[same->second].required |= column.required;
  }
}

bool CsvReader::read(Frame& frame, int64_t most) {
  State& state = *state_;
  state.cells.begin(frame);
  size_t row = 0;
  size_t room = 0;
  while (static_cast<int64_t>(row) < most) {
    if (!state.held && !state.next_record()) break;
    state.held = false;
    if (row == room) {
      if (static_cast<int64_t>(row) == kMostRows) throw too_many_rows(frame);
      room = std::min<size_t>({std::max<size_t>(2 * room, 64), static_cast<size_t>(most),
                               static_cast<size_t>(kMostRows)});
      state.cells.set_rows(frame, room);
    }
    const CsvProblem problem = state.cells.add(state.record, state.scanner, row);
    if (problem == CsvProblem::none) {
      frame.lines[row++] = state.line;
    } else if (state.rules.on_bad_row == OnBadRow::fail) {
      throw state.cells.error(problem, state.record, state.scanner, state.line);
    } else {
      ++state.skipped;
    }
    state.finish_record();
  }
  if (row != room) state.cells.set_rows(frame, row);
  return row > 0;
}

size_t CsvReader::cut(std::span<CsvPiece> pieces, size_t piece_bytes) {
  size_t count = 0;
  bool more = true;
  while (more && count < pieces.size() && state_->cut(pieces[count], piece_bytes)) {
    more = pieces[count].end == CsvPiece::End::record;
    ++count;
  }
  return count;
}

void CsvReader::convert(CsvPiece& piece) const {
  aimodel::convert(piece, state_->rules);
}

void CsvReader::note(const CsvPiece& piece) {
  state_->skipped += piece.skipped;
  if (piece.error) throw *piece.error;
}

bool CsvReader::read_all(Frame& frame, size_t piece_bytes) {
  constexpr uint64_t kAll = std::numeric_limits<uint64_t>::max();
  return read_chunks(
      frame, kAll, [](Frame&) {}, piece_bytes);
}

bool CsvReader::read_chunks(Frame& frame, uint64_t room,
                            const std::function<void(Frame& frame)>& look, size_t piece_bytes) {
  constexpr size_t kPieces = 6;  // at once, while as many more are cut
  state_->cells.begin(frame);
  std::vector<TextIndex> indexes(frame.columns.size());
  std::vector<CsvPiece> pieces(kPieces), next(kPieces);
  size_t count = cut(pieces, piece_bytes);
  int64_t total = 0;
  for (bool first = true; count > 0; first = false) {
    size_t bytes = 0, next_count = 0;
    for (size_t i = 0; i < count; ++i) bytes += pieces[i].bytes.size();
    std::exception_ptr failure;        // to read on
    constexpr double kByteCost = 200;  // of converting one, in multiply-adds
    for_pieces(static_cast<int64_t>(count) + 1, kByteCost * static_cast<double>(bytes),
               [&](int64_t i) {
                 if (i > 0) return convert(pieces[static_cast<size_t>(i - 1)]);
                 try {
                   if (pieces[count - 1].end == CsvPiece::End::record) {
                     next_count = cut(next, piece_bytes);
                   }
                 } catch (...) {
                   failure = std::current_exception();
                 }
               });
    for (size_t i = 0; i < count; ++i) note(pieces[i]);
    if (first) {  // room for about as many rows as there will be
      size_t rows = 0;
      for (size_t i = 0; i < count; ++i) rows += pieces[i].frame.lines.size();
      const double share = static_cast<double>(state_->input.size()) / static_cast<double>(bytes);
      const auto expected = static_cast<size_t>(1.02 * share * static_cast<double>(rows));
      if (share > 1 && expected * bytes_per_row(frame) <= room) reserve(frame, expected);
    }
    const int64_t before = frame.rows();
    append(std::span(pieces).first(count), frame, indexes);
    total += frame.rows() - before;
    if (total > kMostRows) throw too_many_rows(frame);
    if (failure) std::rethrow_exception(failure);
    look(frame);
    pieces.swap(next);
    count = next_count;
  }
  return total > 0;
}

Error CsvReader::no_rows() const {
  const State& state = *state_;
  if (state.skipped > 0) {
    return Error(
        Exit::data, file(),
        fmt::format("no row is left: all {} were bad and skipped", with_commas(state.skipped)));
  }
  return Error(Exit::data, file(), "has a header but no rows");
}

}  // namespace aimodel
