#include "csv/csv_cells.h"

#include <algorithm>
#include <limits>

#include "base/utf8.h"
#include "csv/json_row.h"

namespace aimodel {

void CsvCells::begin(Frame& frame) {
  frame.file = rules_.file;
  frame.columns.resize(rules_.columns.size());
  indexes_.resize(rules_.columns.size());
  thousands_.resize(rules_.columns.size());
  for (size_t i = 0; i < frame.columns.size(); ++i) {
    FrameColumn& column = frame.columns[i];
    CsvColumn& about = column;
    if (about != rules_.columns[i]) about = rules_.columns[i];
    column.numbers.clear();
    column.dates.clear();
    column.ids.clear();
    if (column.texts.size() != 1) column.texts.resize(1);
    indexes_[i].clear();
  }
  frame.lines.clear();
  frame.unread.clear();
}

void CsvCells::set_rows(Frame& frame, size_t rows) {
  frame.lines.resize(rows);
  destinations_.clear();
  for (size_t i = 0; i < frame.columns.size(); ++i) {
    FrameColumn& column = frame.columns[i];
    Destination to{};
    to.missing = &rules_.missing[rules_.missing_of[i]];
    if (column.kind == CellKind::number) {
      column.numbers.resize(rows);
      to.numbers = column.numbers.data();
      to.thousands = &thousands_[i];
      if (rules_.columns[i].style.plain()) to.plain = to.numbers;
    } else if (column.kind == CellKind::date) {
      column.dates.resize(rows);
      to.dates = column.dates.data();
    } else {
      column.ids.resize(rows);
      to.ids = column.ids.data();
      to.texts = &column.texts;
    }
    destinations_.push_back(to);
  }
}

void CsvCells::join_thousands(CsvCells& others) {
  thousands_.resize(rules_.columns.size());
  for (size_t i = 0; i < others.thousands_.size(); ++i) {
    thousands_[i].join(others.thousands_[i]);
    others.thousands_[i] = thousands_[i].next();
  }
}

std::string_view CsvCells::text_of(const char* record, const CsvCell& cell) {
  const std::string_view text(record + cell.begin, cell.size);
  if (!cell.doubled) return text;
  unescaped_.clear();
  for (size_t i = 0; i < text.size(); ++i) {
    unescaped_ += text[i];
    if (text[i] == '"') ++i;
  }
  return unescaped_;
}

void CsvCells::add_absent(size_t column, size_t row) {
  const Destination& to = destinations_[column];
  if (rules_.columns[column].kind == CellKind::number) {
    to.numbers[row] = std::numeric_limits<double>::quiet_NaN();
    return;
  }
  if (rules_.columns[column].kind == CellKind::date) {
    to.dates[row] = {};
    return;
  }
  uint32_t id = 0;
  if (rules_.columns[column].kind == CellKind::verbatim) {
    id = indexes_[column].find("", *to.texts);
    if (id == TextIndex::kNone) id = indexes_[column].add("", *to.texts);
  }
  to.ids[row] = id;
}

CsvProblem CsvCells::add_any(std::string_view text, size_t column, size_t row) {
  const CsvColumn& source = rules_.columns[column];
  const Destination& to = destinations_[column];
  const std::string_view core = trimmed(text);
  const bool absent = source.kind != CellKind::verbatim && to.missing->contains(core);
  bad_column_ = column;
  if (absent && source.required) return CsvProblem::missing;
  if (absent) {
    add_absent(column, row);
    return CsvProblem::none;
  }
  if (source.kind == CellKind::number) {
    double& number = to.numbers[row];
    if (!(source.style.plain() && read_number(core, number)) &&
        !read_number(core, source.style, number)) {
      return CsvProblem::not_a_number;
    } else if (number - number != 0) {
      return CsvProblem::not_finite;
    }
    if (to.plain != nullptr && to.thousands->goes_on()) to.thousands->add(core);
    return CsvProblem::none;
  }
  if (source.kind == CellKind::date) {
    return read_date(core, to.dates[row]) ? CsvProblem::none : CsvProblem::not_a_date;
  }
  if (source.kind == CellKind::text) text = core;
  uint32_t id = indexes_[column].find(text, *to.texts);
  if (id == TextIndex::kNone) {
    if (find_invalid_utf8(text) != std::string_view::npos) return CsvProblem::not_utf8;
    id = indexes_[column].add(text, *to.texts);
  }
  to.ids[row] = id;
  return CsvProblem::none;
}

CsvProblem CsvCells::add(const char* record, const CsvScanner& scanner, size_t row) {
  if (scanner.stray_cell() != CsvScanner::kNone) return CsvProblem::stray_text;
  if (scanner.cell_count() != rules_.cells) return CsvProblem::ragged;
  for (size_t column = 0; column < rules_.columns.size(); ++column) {
    const CsvCell& cell = scanner.cells()[rules_.cells_of[column]];
    const CsvProblem problem = add(text_of(record, cell), column, row);
    if (problem != CsvProblem::none) return problem;
  }
  return CsvProblem::none;
}

BadRow what_to_do(const CsvCells& cells, CsvProblem problem, const CsvRules& rules) {
  const bool no_target = cells.lacks_target(problem);
  if (no_target && (rules.skip_missing_targets || rules.on_bad_row != OnBadRow::fail)) {
    return BadRow::no_target;
  }
  return rules.on_bad_row == OnBadRow::fail   ? BadRow::fail
         : rules.on_bad_row == OnBadRow::skip ? BadRow::skip
                                              : BadRow::mark;
}

CsvProblem CsvCells::add(const JsonRow& record, size_t row) {
  for (size_t column = 0; column < rules_.columns.size(); ++column) {
    const std::string* text = record.text(rules_.cells_of[column]);
    bad_column_ = column;
    if (text == nullptr && rules_.columns[column].required) return CsvProblem::missing;
    const CsvProblem problem =
        text == nullptr ? (add_absent(column, row), CsvProblem::none) : add(*text, column, row);
    if (problem != CsvProblem::none) return problem;
  }
  return CsvProblem::none;
}

void CsvCells::mark(const char* record, const CsvScanner& scanner, size_t row) {
  const bool whole =
      scanner.stray_cell() == CsvScanner::kNone && scanner.cell_count() == rules_.cells;
  for (size_t column = 0; column < rules_.columns.size(); ++column) {
    const bool read = whole && add(text_of(record, scanner.cells()[rules_.cells_of[column]]),
                                   column, row) == CsvProblem::none;
    if (!read) add_absent(column, row);
  }
}

void CsvCells::mark(const JsonRow& record, size_t row) {
  for (size_t column = 0; column < rules_.columns.size(); ++column) {
    const std::string* text = record.text(rules_.cells_of[column]);
    const bool read = text != nullptr && add(*text, column, row) == CsvProblem::none;
    if (!read) add_absent(column, row);
  }
}

Error CsvCells::error(CsvProblem problem, const JsonRow& record, uint64_t line) {
  if (problem == CsvProblem::broken_json) return record.broken(rules_.file, line);
  CsvLocation location{rules_.file, rules_.header};
  location.line = line;
  if (problem == CsvProblem::nested) {
    location.cell = record.nested_key();
    location.text = record.nested_kind();
  } else {
    location.cell = rules_.cells_of[bad_column_];
    const std::string* text = record.text(location.cell);
    if (text != nullptr) location.text = *text;
    location.is_target = rules_.columns[bad_column_].target;
    location.style = rules_.columns[bad_column_].style;
    location.absent = text == nullptr;
    location.record = location.text;
  }
  return csv_error(problem, location);
}

Error CsvCells::error(CsvProblem problem, const char* record, const CsvScanner& scanner,
                      uint64_t line) {
  CsvLocation location{rules_.file, rules_.header};
  location.line = line;
  location.record = {record, scanner.size()};
  location.cell_count = scanner.cell_count();
  location.wanted_cells = rules_.cells;
  location.first = rules_.first;
  location.delimiter = rules_.dialect.delimiter;
  location.first_row = rules_.first_row;
  if (problem == CsvProblem::stray_text) {
    location.cell = scanner.stray_cell();
    std::string_view text =
        location.record.substr(std::min(scanner.stray_offset(), scanner.size()));
    text = text.substr(0, text.find_first_of("\r\n"));
    location.text = text.substr(0, text.find(rules_.dialect.delimiter));
  } else if (problem != CsvProblem::ragged) {
    location.is_target = rules_.columns[bad_column_].target;
    location.style = rules_.columns[bad_column_].style;
    location.cell = rules_.cells_of[bad_column_];
    const CsvCell& cell = scanner.cells()[location.cell];
    location.cell_begin = cell.begin;
    location.text = text_of(record, cell);
  }
  return csv_error(problem, location);
}

}  // namespace aimodel
