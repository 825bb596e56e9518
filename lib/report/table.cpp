#include "report/table.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "report/cells.h"
#include "report/row_writer.h"

namespace aimodel {

namespace {

// A column of a finished table as it is printed.
struct PrintedColumn {
  std::vector<std::string> cells;  // the name first
  bool right = false;              // numbers
  size_t width = 0;
};

bool holds_numbers(const Table& table, size_t column) {
  bool any = false;
  for (const auto& row : table.rows) {
    if (column >= row.size() || std::holds_alternative<std::monostate>(row[column])) continue;
    if (!is_number(row[column])) return false;
    any = true;
  }
  return any;
}

// Characters from the decimal point or exponent on.
size_t tail(std::string_view number) {
  const size_t point = number.find_first_of(".e");
  return point == std::string_view::npos ? 0 : number.size() - point;
}

PrintedColumn print(const Table& table, size_t column, std::string (*cell)(const Value&)) {
  PrintedColumn result;
  result.right = holds_numbers(table, column);
  for (const auto& row : table.rows) {
    result.cells.push_back(column < row.size() ? cell(row[column]) : cell(Value()));
  }
  if (result.right) {  // decimal points below each other
    size_t longest = 0;
    for (const std::string& text : result.cells) longest = std::max(longest, tail(text));
    for (std::string& text : result.cells) text.append(longest - tail(text), ' ');
  }
  result.cells.insert(result.cells.begin(), cell(Value(table.columns[column])));
  for (const std::string& text : result.cells) {
    result.width = std::max(result.width, display_width(text));
  }
  return result;
}

std::vector<PrintedColumn> print(const Table& table, std::string (*cell)(const Value&)) {
  std::vector<PrintedColumn> columns;
  for (size_t i = 0; i < table.columns.size(); ++i) columns.push_back(print(table, i, cell));
  return columns;
}

std::string padded(const PrintedColumn& column, size_t line) {
  const std::string& cell = column.cells[line];
  const std::string padding(column.width - display_width(cell), ' ');
  return column.right ? padding + cell : cell + padding;
}

std::string render_text(const Table& table) {
  const std::vector<PrintedColumn> columns = print(table, text_cell);
  std::string result = table.title.empty() ? "" : text_cell(table.title) + "\n";
  for (size_t line = 0; line <= table.rows.size(); ++line) {
    std::string text, rule;
    for (const PrintedColumn& column : columns) {
      text += padded(column, line) + "  ";
      rule += std::string(column.width, '-') + "  ";
    }
    text.resize(text.find_last_not_of(' ') + 1);
    result += text + '\n';
    if (line == 0 && !columns.empty()) result += rule.substr(0, rule.size() - 2) + '\n';
  }
  if (!table.rest.empty()) result += table.rest + '\n';
  return result;
}

std::string render_markdown(const Table& table) {
  std::vector<PrintedColumn> columns = print(table, markdown_cell);
  for (PrintedColumn& column : columns) column.width = std::max<size_t>(column.width, 3);
  std::string result = table.title.empty() ? "" : "### " + markdown_cell(table.title) + "\n\n";
  for (size_t line = 0; line <= table.rows.size(); ++line) {
    std::string text = "|", rule = "|";
    for (const PrintedColumn& column : columns) {
      text += ' ' + padded(column, line) + " |";
      rule += ' ' + std::string(column.width - 1, '-') + (column.right ? ": |" : "- |");
    }
    result += text + '\n';
    if (line == 0) result += rule + '\n';
  }
  if (!table.rest.empty()) result += '\n' + table.rest + '\n';
  return result;
}

}  // namespace

std::string render(const Table& table, Format format) {
  if (format == Format::text) return render_text(table);
  if (format == Format::md) return render_markdown(table);
  const std::unique_ptr<RowWriter> writer = make_row_writer(table.columns, format);
  for (const auto& row : table.rows) writer->write(row);
  writer->end();
  return std::move(writer->text);
}

std::string render(const std::vector<Table>& tables, Format format) {
  std::string result;
  for (const Table& table : tables) {
    if (!result.empty()) result += '\n';
    result += render(table, format);
  }
  return result;
}

Table transposed(const Table& table, const std::string& corner) {
  Table result{table.title, {corner}, {}};
  for (const auto& row : table.rows) result.columns.push_back(to_text(row[0]));
  for (size_t i = 1; i < table.columns.size(); ++i) {
    result.add({table.columns[i]});
    for (const auto& row : table.rows) result.rows.back().push_back(row[i]);
  }
  return result;
}

}  // namespace aimodel
