#include "data/csv_cells.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace aimodel {

void CsvCells::begin(Frame& frame) {
  frame.file = rules_.file;
  frame.columns.resize(rules_.sources.size());
  indexes_.resize(rules_.sources.size());
  for (size_t i = 0; i < frame.columns.size(); ++i) {
    FrameColumn& column = frame.columns[i];
    column.name = rules_.sources[i].name;
    column.kind = rules_.sources[i].kind;
    column.numbers.clear();
    column.dates.clear();
    column.ids.clear();
    if (column.texts.size() != 1) column.texts.resize(1);
    indexes_[i].clear();
  }
  frame.lines.clear();
}

void CsvCells::set_rows(Frame& frame, size_t rows) {
  frame.lines.resize(rows);
  places_.clear();
  for (FrameColumn& column : frame.columns) {
    if (column.kind == CellKind::number) {
      column.numbers.resize(rows);
      places_.push_back({column.numbers.data(), nullptr, nullptr, nullptr});
    } else if (column.kind == CellKind::date) {
      column.dates.resize(rows);
      places_.push_back({nullptr, column.dates.data(), nullptr, nullptr});
    } else {
      column.ids.resize(rows);
      places_.push_back({nullptr, nullptr, column.ids.data(), &column.texts});
    }
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

CsvProblem CsvCells::add_any(std::string_view text, size_t column, size_t row) {
  const CsvSource& source = rules_.sources[column];
  const Place& place = places_[column];
  const std::string_view core = trimmed(text);
  const bool absent = source.kind != CellKind::verbatim && rules_.missing.contains(core);
  bad_column_ = column;
  if (absent && source.required) return CsvProblem::missing;
  if (source.kind == CellKind::number) {
    double& number = place.numbers[row];
    if (absent) {
      number = std::numeric_limits<double>::quiet_NaN();
    } else if (!read_number(core, number)) {
      return CsvProblem::not_a_number;
    } else if (number - number != 0) {
      return CsvProblem::not_finite;
    }
    return CsvProblem::none;
  }
  if (source.kind == CellKind::date) {
    DateCell& date = place.dates[row];
    if (absent) {
      date = {};
    } else if (!read_date(core, date)) {
      return CsvProblem::not_a_date;
    }
    return CsvProblem::none;
  }
  uint32_t id = absent ? 0 : indexes_[column].find(text, *place.texts);
  if (!absent && id == TextIndex::kNone) {
    if (find_invalid_utf8(text) != std::string_view::npos) return CsvProblem::not_utf8;
    id = indexes_[column].add(text, *place.texts);
  }
  place.ids[row] = id;
  return CsvProblem::none;
}

CsvProblem CsvCells::add(const char* record, const CsvScanner& scanner, size_t row) {
  if (scanner.stray_cell() != CsvScanner::kNone) return CsvProblem::stray_text;
  if (scanner.cell_count() != rules_.header.size()) return CsvProblem::ragged;
  for (size_t column = 0; column < rules_.sources.size(); ++column) {
    const CsvCell& cell = scanner.cells()[rules_.sources[column].cell];
    const CsvProblem problem = add(text_of(record, cell), column, row);
    if (problem != CsvProblem::none) return problem;
  }
  return CsvProblem::none;
}

Error CsvCells::error(CsvProblem problem, const char* record, const CsvScanner& scanner,
                      uint64_t line) {
  CsvPlace place{rules_.file, rules_.header};
  place.line = line;
  place.record = {record, scanner.size()};
  place.cell_count = scanner.cell_count();
  place.delimiter = rules_.delimiter;
  if (problem == CsvProblem::stray_text) {
    place.cell = scanner.stray_cell();
    std::string_view text = place.record.substr(std::min(scanner.stray_place(), scanner.size()));
    text = text.substr(0, text.find_first_of("\r\n"));
    place.text = text.substr(0, text.find(rules_.delimiter));
  } else if (problem != CsvProblem::ragged) {
    place.cell = rules_.sources[bad_column_].cell;
    const CsvCell& cell = scanner.cells()[place.cell];
    place.cell_begin = cell.begin;
    place.text = text_of(record, cell);
  }
  return csv_error(problem, place);
}

}  // namespace aimodel
