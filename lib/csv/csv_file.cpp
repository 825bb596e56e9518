#include "csv/csv_file.h"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "base/utf8.h"
#include "csv/csv_delimiter.h"
#include "csv/csv_error.h"
#include "csv/csv_start.h"

namespace aimodel {

namespace {

constexpr size_t kMostColumns = size_t{1} << 20;

bool named_json_lines(std::string path) {
  if (path.ends_with(".gz")) path.resize(path.size() - 3);
  return path.ends_with(".jsonl") || path.ends_with(".ndjson");
}

}  // namespace

CsvFile::CsvFile(const std::string& path, const CsvFormat& format, OnBadRow on_bad_row,
                 bool at_once)
    : missing(format.missing),
      input_(path),
      scanner_({}, kMostColumns),
      header_cells_(rules),
      json_row_(rules),
      at_once_(at_once) {
  rules.file = path == "-" ? "<stdin>" : path;
  rules.on_bad_row = on_bad_row;
  rules.skip_missing_targets = format.skip_missing_targets;
  rules.has_header = format.header;
  rules.dialect.comment = format.comment;
  const auto undecided = [&] {
    const std::string_view start = trimmed_lines(input_.pending());
    return start.empty() || start == "{";
  };
  while (undecided() && !input_.at_end() && !input_.at_nul()) input_.fill();
  rules.json = named_json_lines(path) || looks_like_json_lines(input_.pending());
  if (rules.json) {
    read_json_keys(at_once);
    return;
  }
  skip_preamble(format);
  scanner_ = CsvScanner(rules.dialect, kMostColumns);
  read_header();
}

void CsvFile::skip_preamble(const CsvFormat& format) {
  CsvPreamble preamble;
  for (;;) {
    const bool whole = input_.at_end() || input_.at_nul();
    if (const auto found = find_preamble(input_.pending(), whole, format.skip_lines)) {
      preamble = *found;
      break;
    }
    if (input_.pending().size() > kLongestCsvRow) {
      throw long_row_error(rules.file, line_, kLongestCsvRow);
    }
    input_.fill();
  }
  input_.use(preamble.bytes);
  line_ += preamble.lines;
  CsvDialect& dialect = rules.dialect;
  dialect.delimiter = format.delimiter != 0 ? format.delimiter : preamble.delimiter;
  dialect.blanks = format.blanks;
  while (dialect.delimiter == 0) {
    const bool whole =
        input_.at_end() || input_.at_nul() || input_.pending().size() > kLongestCsvRow;
    if (const auto found = find_delimiter(input_.pending(), whole, dialect.comment)) {
      dialect.delimiter = *found;
      dialect.blanks = *found == ' ';
    } else {
      input_.fill();
    }
  }
}

bool CsvFile::next_record() {
  if (held_) {
    held_ = false;
    return true;
  }
  if (rules.json) return next_line();
  for (;;) {
    const std::string_view bytes = input_.pending();
    const CsvScanner::Found found = scanner_.scan(bytes.data(), bytes.size(), input_.at_end());
    if (scanner_.size() > kLongestCsvRow) throw long_row_error(rules.file, line_, kLongestCsvRow);
    if (found == CsvScanner::Found::end) return false;
    if (found == CsvScanner::Found::more) {
      if (input_.at_nul()) throw nul_error(rules.file, line_ + scanner_.line_breaks());
      if (input_.at_end()) {
        throw open_quote_error(rules.file, line_ + scanner_.open_line(),
                               cell_name(rules.header, scanner_.open_cell()));
      }
      input_.fill();
      continue;
    }
    record_ = bytes.data();
    if (found == CsvScanner::Found::record && !is_blank()) return true;
    finish_record();
  }
}

bool CsvFile::is_blank() const {
  if (scanner_.cell_count() != 1 || scanner_.cells()[0].quoted) return false;
  const CsvCell& cell = scanner_.cells()[0];
  return trimmed({record_ + cell.begin, cell.size}).empty();
}

void CsvFile::finish_record() {
  if (rules.json) {
    ++line_;
    input_.use(record_size_);
    return;
  }
  line_ += scanner_.line_breaks();
  input_.use(scanner_.size());
  scanner_.next();
}

CsvProblem CsvFile::add(CsvCells& cells, size_t row) {
  if (!rules.json) return cells.add(record_, scanner_, row);
  return json_problem_ != CsvProblem::none ? json_problem_ : cells.add(json_row_, row);
}

void CsvFile::mark(CsvCells& cells, size_t row) {
  if (rules.json) return cells.mark(json_row_, row);
  cells.mark(record_, scanner_, row);
}

Error CsvFile::error(CsvCells& cells, CsvProblem problem) {
  return rules.json ? cells.error(problem, json_row_, line_)
                    : cells.error(problem, record_, scanner_, line_);
}

void CsvFile::read_header() {
  const std::string& file = rules.file;
  const bool skipped = line_ > 1;
  if (!next_record()) {
    throw Error(Exit::data, file,
                skipped ? "nothing stands behind the lines that are skipped" : "the file is empty");
  }
  header_line = line_;
  const size_t count = scanner_.cell_count();
  if (count > kMostColumns) {
    throw Error(Exit::data, fmt::format("{}:{}", file, line_),
                fmt::format("there are more than {} columns", kMostColumns));
  }
  rules.cells = count;
  rules.header.reserve(count);
  if (!rules.has_header) {
    for (size_t i = 1; i <= count; ++i) rules.header.push_back(fmt::format("column_{}", i));
    rules.first_row = line_;
    held_ = settled_ = true;
    scanner_.set_most_cells(count);
    return;
  }
  if (scanner_.stray_cell() != CsvScanner::kNone) {
    throw header_cells_.error(CsvProblem::stray_text, record_, scanner_, line_);
  }
  for (const CsvCell& cell : scanner_.cells()) {
    const std::string_view name = header_cells_.text_of(record_, cell);
    if (find_invalid_utf8(name) != std::string_view::npos) {
      CsvPlace place{file, rules.header};
      place.line = line_;
      place.record = {record_, scanner_.size()};
      place.cell = rules.header.size();
      place.cell_begin = cell.begin;
      throw csv_error(CsvProblem::not_utf8, place);
    }
    rules.header.emplace_back(trimmed(name));
  }
  written_names_ = rules.header;
  finish_record();
  check_header(file, header_line, rules.header, [&] { return header_hint(); });
  name_columns();
}

// Columns without a name are called by their place.
void CsvFile::name_columns() {
  std::unordered_set<std::string> known(rules.header.begin(), rules.header.end());
  for (size_t i = 0; i < rules.header.size(); ++i) {
    if (!rules.header[i].empty()) continue;
    std::string name = fmt::format("column_{}", i + 1);
    while (!known.insert(name).second) name += '_';
    unnamed.insert(name);
    rules.header[i] = std::move(name);
  }
  scanner_.set_most_cells(rules.cells);
}

void CsvFile::settle() {
  if (settled_ || rules.json) return;
  settled_ = true;
  for (;;) {
    const bool whole =
        input_.at_end() || input_.at_nul() || input_.pending().size() > kLongestCsvRow;
    const auto shape =
        find_shape(scanner_.behind_break(input_.pending()), whole, rules.dialect, written_names_);
    if (!shape) {
      input_.fill();
      continue;
    }
    if (shape->surplus) {
      const size_t last = rules.header.size() - 1;
      const bool wanted = std::ranges::any_of(
          rules.sources, [&](const CsvSource& source) { return source.cell == last; });
      if (wanted) return;
      unnamed.erase(rules.header.back());
      rules.header.pop_back();
    } else if (shape->first > 0) {
      remarks.push_back(
          "each row has one cell more than the header has names: the first ones are taken for row "
          "names");
    }
    rules.cells = shape->cells;
    rules.first = shape->first;
    for (CsvSource& source : rules.sources) source.cell += shape->first;
    scanner_.set_most_cells(rules.cells);
    return;
  }
}

std::string CsvFile::header_doubt() const {
  if (!rules.has_header || rules.json) return "";
  return aimodel::header_doubt(written_names_, input_.pending(), rules.dialect);
}

std::string CsvFile::header_hint() const {
  if (!rules.has_header || rules.json) return "";
  const std::string doubt = header_doubt();
  return doubt.empty() ? values_hint(written_names_) : doubt;
}

void CsvFile::check_wanted(const std::vector<std::string>& names, const std::string& what_for) {
  if (rules.json) return check_wanted_keys(names, what_for);
  aimodel::check_wanted(rules.file, header_line, rules.header, names, what_for,
                        [&] { return header_hint(); });
}

bool CsvFile::cut(CsvPiece& piece, size_t piece_bytes) {
  if (held_) {  // the first row was only looked at
    if (!rules.json) scanner_.next();
    held_ = false;
  }
  const auto ended = [&] { return input_.at_end() || input_.at_nul(); };
  size_t size = 0;
  for (size_t wanted = piece_bytes; size == 0; wanted *= 2) {
    while (input_.pending().size() <= wanted && !ended()) input_.fill();
    const std::string_view pending = input_.pending();
    if (pending.size() <= wanted && ended()) {
      if (pending.empty() && !input_.at_nul()) return false;
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
  piece.bytes.assign(input_.pending().substr(0, size));
  if (scanner_.take_line_feed(piece.bytes)) piece.bytes.erase(0, 1);
  piece.line = line_;
  line_ += rules.json ? static_cast<uint64_t>(std::ranges::count(piece.bytes, '\n'))
                      : count_line_breaks(piece.bytes);
  input_.use(size);
  return true;
}

}  // namespace aimodel
