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

bool CsvFile::find_first_row() {
  for (;;) {
    const Record record = find_record(0);
    if (record.is_row) return true;
    if (record.end == CsvPiece::End::file && record.size == 0) return false;
    if (record.end != CsvPiece::End::record) {
      throw unfinished_record(record.end, rules, scanner_, line_);
    }
    pass(record.size);
  }
}

// Goes behind the record that was found at the front.
void CsvFile::pass(size_t bytes) {
  line_ += rules.json ? 1 : scanner_.line_breaks();
  input_.use(bytes);
  scanner_.next();
}

void CsvFile::read_header() {
  const std::string& file = rules.file;
  const bool skipped = line_ > 1;
  if (!find_first_row()) {
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
    settled_ = true;
    scanner_.set_most_cells(count);
    scanner_.next();
    return;
  }
  const char* const record = input_.pending().data();
  if (scanner_.stray_cell() != CsvScanner::kNone) {
    throw header_cells_.error(CsvProblem::stray_text, record, scanner_, line_);
  }
  for (const CsvCell& cell : scanner_.cells()) {
    const std::string_view name = header_cells_.text_of(record, cell);
    if (find_invalid_utf8(name) != std::string_view::npos) {
      CsvLocation location{file, rules.header};
      location.line = line_;
      location.record = {record, scanner_.size()};
      location.cell = rules.header.size();
      location.cell_begin = cell.begin;
      throw csv_error(CsvProblem::not_utf8, location);
    }
    rules.header.emplace_back(trimmed(name));
  }
  written_names_ = rules.header;
  pass(scanner_.size());
  check_header(file, header_line, rules.header, [&] { return header_hint(); });
  name_columns();
}

// Columns without a name are called by their number.
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
      if (std::ranges::find(rules.cells_of, last) != rules.cells_of.end()) return;
      unnamed.erase(rules.header.back());
      rules.header.pop_back();
    } else if (shape->first > 0) {
      remarks.push_back(
          "each row has one cell more than the header has names: the first ones are taken for row "
          "names");
    }
    rules.cells = shape->cells;
    rules.first = shape->first;
    for (size_t& cell : rules.cells_of) cell += shape->first;
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

}  // namespace aimodel
