#include "data/csv.h"

#include <algorithm>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "data/csv_cell.h"
#include "data/csv_delimiter.h"
#include "data/csv_error.h"
#include "data/csv_input.h"
#include "data/csv_scanner.h"
#include "data/text_index.h"

namespace aimodel {

namespace {

constexpr uint64_t kLongestRow = uint64_t{64} << 20;  // an unclosed quote must not take all memory
constexpr size_t kMostColumns = size_t{1} << 20;
constexpr int64_t kMostRows = std::numeric_limits<uint32_t>::max();  // rows are numbered in 32 bits

// A column of the frame and where its cells stand in the file.
struct Source {
  size_t cell = 0;
  CellKind kind = CellKind::text;
  bool required = false;
  std::string name;
  TextIndex index;
};

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
  std::string_view text_of(const CsvCell& cell);
  CsvProblem convert(Frame& frame, size_t row);
  CsvProblem convert(Frame& frame, size_t row, size_t column);
  void prepare(Frame& frame);
  CsvPlace place_of(CsvProblem problem);

  std::string file;
  bool has_header;
  OnBadRow on_bad_row;
  MissingTexts missing;
  CsvInput input;
  char delimiter;
  CsvScanner scanner;

  std::vector<std::string> header;
  uint64_t header_line = 1;
  std::vector<Source> sources;
  const char* record = nullptr;  // the bytes that the scanner's cells point into
  uint64_t line = 1;             // on which the record begins
  bool held = false;             // the record is the first row, met while looking for a header
  size_t bad_column = 0;         // of sources
  int64_t skipped = 0;
  std::string unescaped;
};

CsvReader::State::State(const std::string& path, const CsvFormat& format, OnBadRow bad)
    : file(path == "-" ? "<stdin>" : path),
      has_header(format.header),
      on_bad_row(bad),
      missing(format.missing),
      input(path),
      delimiter(format.delimiter != 0 ? format.delimiter : choose_delimiter()),
      scanner(delimiter, kMostColumns) {
  read_header();
}

char CsvReader::State::choose_delimiter() {
  for (;;) {
    const bool whole = input.at_end() || input.at_nul() || input.pending().size() > kLongestRow;
    if (const auto found = find_delimiter(input.pending(), whole)) return *found;
    input.fill();
  }
}

// Moves to the next record that is not blank; false at the end of the file.
bool CsvReader::State::next_record() {
  for (;;) {
    const std::string_view bytes = input.pending();
    const CsvScanner::Found found = scanner.scan(bytes.data(), bytes.size(), input.at_end());
    if (scanner.size() > kLongestRow) throw long_row_error(file, line, kLongestRow);
    if (found == CsvScanner::Found::end) return false;
    if (found == CsvScanner::Found::more) {
      if (input.at_nul()) throw nul_error(file, line + scanner.line_breaks());
      if (input.at_end()) {
        throw open_quote_error(file, line + scanner.open_line(),
                               cell_name(header, scanner.open_cell()));
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

// Lasts until the next call for a cell with doubled quotes.
std::string_view CsvReader::State::text_of(const CsvCell& cell) {
  const std::string_view text(record + cell.begin, cell.size);
  if (!cell.doubled) return text;
  unescaped.clear();
  for (size_t i = 0; i < text.size(); ++i) {
    unescaped += text[i];
    if (text[i] == '"') ++i;
  }
  return unescaped;
}

void CsvReader::State::read_header() {
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
      throw csv_error(CsvProblem::stray_text, place_of(CsvProblem::stray_text));
    }
    for (const CsvCell& cell : scanner.cells()) {
      const std::string_view name = text_of(cell);
      if (find_invalid_utf8(name) != std::string_view::npos) {
        CsvPlace place = place_of(CsvProblem::stray_text);
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

// The record and the cell in question.
CsvPlace CsvReader::State::place_of(CsvProblem problem) {
  CsvPlace place{file, header};
  place.line = line;
  place.record = {record, scanner.size()};
  place.cell_count = scanner.cell_count();
  place.delimiter = delimiter;
  if (problem == CsvProblem::stray_text) {
    place.cell = scanner.stray_cell();
    std::string_view text = place.record.substr(std::min(scanner.stray_place(), scanner.size()));
    text = text.substr(0, text.find_first_of("\r\n"));
    place.text = text.substr(0, text.find(delimiter));
  } else if (problem != CsvProblem::ragged) {
    place.cell = sources[bad_column].cell;
    const CsvCell& cell = scanner.cells()[place.cell];
    place.cell_begin = cell.begin;
    place.text = text_of(cell);
  }
  return place;
}

CsvProblem CsvReader::State::convert(Frame& frame, size_t row, size_t column) {
  Source& source = sources[column];
  FrameColumn& cells = frame.columns[column];
  const std::string_view text = text_of(scanner.cells()[source.cell]);
  const std::string_view core = trimmed(text);
  const bool absent = source.kind != CellKind::verbatim && missing.contains(core);
  if (absent && source.required) return CsvProblem::missing;
  if (source.kind == CellKind::number) {
    double& number = cells.numbers[row];
    if (absent) {
      number = std::numeric_limits<double>::quiet_NaN();
    } else if (!read_number(core, number)) {
      return CsvProblem::not_a_number;
    } else if (number - number != 0) {
      return CsvProblem::not_finite;
    }
    return CsvProblem::none;
  }
  uint32_t id = absent ? 0 : source.index.find(text, cells.texts);
  if (!absent && id == TextIndex::kNone) {
    if (find_invalid_utf8(text) != std::string_view::npos) return CsvProblem::not_utf8;
    id = source.index.add(text, cells.texts);
  }
  cells.ids[row] = id;
  return CsvProblem::none;
}

CsvProblem CsvReader::State::convert(Frame& frame, size_t row) {
  if (scanner.stray_cell() != CsvScanner::kNone) return CsvProblem::stray_text;
  if (scanner.cell_count() != header.size()) return CsvProblem::ragged;
  for (size_t column = 0; column < sources.size(); ++column) {
    const CsvProblem problem = convert(frame, row, column);
    if (problem == CsvProblem::none) continue;
    bad_column = column;
    return problem;
  }
  return CsvProblem::none;
}

namespace {

void set_rows(Frame& frame, size_t rows) {
  frame.lines.resize(rows);
  for (FrameColumn& column : frame.columns) {
    if (column.kind == CellKind::number) {
      column.numbers.resize(rows);
    } else {
      column.ids.resize(rows);
    }
  }
}

}  // namespace

// The columns that are wanted, without rows, in the memory that the frame has.
void CsvReader::State::prepare(Frame& frame) {
  frame.file = file;
  frame.columns.resize(sources.size());
  for (size_t i = 0; i < sources.size(); ++i) {
    FrameColumn& column = frame.columns[i];
    column.name = sources[i].name;
    column.kind = sources[i].kind;
    column.numbers.clear();
    column.ids.clear();
    column.texts.resize(1);
    column.texts[0].clear();
    sources[i].index.clear();
  }
  frame.lines.clear();
}

CsvReader::CsvReader(const std::string& path, const CsvFormat& format, OnBadRow on_bad_row)
    : state_(std::make_unique<State>(path, format, on_bad_row)) {}
CsvReader::~CsvReader() = default;
CsvReader::CsvReader(CsvReader&&) noexcept = default;

const std::vector<std::string>& CsvReader::header() const {
  return state_->header;
}
const std::string& CsvReader::file() const {
  return state_->file;
}
int64_t CsvReader::skipped() const {
  return state_->skipped;
}
char CsvReader::delimiter() const {
  return state_->delimiter;
}
std::string CsvReader::content_hash() const {
  return state_->input.content_hash();
}

void CsvReader::want(const std::vector<WantedColumn>& columns, const std::string& what_for) {
  State& state = *state_;
  std::vector<std::string> names;
  for (const WantedColumn& column : columns) names.push_back(column.name);
  check_wanted(state.file, state.header_line, state.header, names, what_for);
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < state.header.size(); ++i) places.emplace(state.header[i], i);
  std::map<std::pair<size_t, CellKind>, size_t> chosen;
  state.sources.clear();
  for (const WantedColumn& column : columns) {
    const size_t cell = places.at(column.name);
    const auto [same, added] = chosen.try_emplace({cell, column.kind}, state.sources.size());
    if (added) state.sources.push_back({cell, column.kind, false, column.name, {}});
    state.sources[same->second].required |= column.required;
  }
}

bool CsvReader::read(Frame& frame, int64_t most) {
  State& state = *state_;
  state.prepare(frame);
  size_t row = 0;
  size_t room = 0;
  while (static_cast<int64_t>(row) < most) {
    if (!state.held && !state.next_record()) break;
    state.held = false;
    if (row == room) {
      if (static_cast<int64_t>(row) == kMostRows) {
        throw Error(Exit::data, frame.where(static_cast<int64_t>(row) - 1),
                    fmt::format("there are more than {} rows", with_commas(kMostRows)));
      }
      room = std::min<size_t>({std::max<size_t>(2 * room, 64), static_cast<size_t>(most),
                               static_cast<size_t>(kMostRows)});
      set_rows(frame, room);
    }
    const CsvProblem problem = state.convert(frame, row);
    if (problem == CsvProblem::none) {
      frame.lines[row++] = state.line;
    } else if (state.on_bad_row == OnBadRow::fail) {
      throw csv_error(problem, state.place_of(problem));
    } else {
      ++state.skipped;
    }
    state.finish_record();
  }
  set_rows(frame, row);
  return row > 0;
}

Error CsvReader::no_rows() const {
  const State& state = *state_;
  if (state.skipped > 0) {
    return Error(
        Exit::data, state.file,
        fmt::format("no row is left: all {} were bad and skipped", with_commas(state.skipped)));
  }
  return Error(Exit::data, state.file, "has a header but no rows");
}

}  // namespace aimodel
