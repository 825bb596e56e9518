#pragma once

#include <string>
#include <vector>

#include "report/format.h"
#include "report/value.h"

namespace aimodel {

// Rows of named columns.
struct Table {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;
  std::vector<size_t> telling{};  // rows by how much they say, the most telling first; or none
  std::string rest{};             // below the rows, for people: what was left out

  void add(std::vector<Value> row) { rows.push_back(std::move(row)); }
};

// The whole table. text: title, aligned columns; md: a Markdown table; json: an array of objects;
// csv, tsv, jsonl: no title, and no rest.
std::string render(const Table& table, Format format);
// On its side, for people: a row for each column but the first, whose values become the columns'
// names. `corner` is the name of the first one.
Table transposed(const Table& table, const std::string& corner);

// Several tables below each other for people (text or md).
std::string render(const std::vector<Table>& tables, Format format);

}  // namespace aimodel
