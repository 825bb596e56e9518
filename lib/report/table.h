#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/json_fwd.h"

namespace aimodel {

enum class Format { text, csv, tsv, json, jsonl, md };
Format parse_format(const std::string& name);  // throws Error (usage) with a suggestion

// A cell: nothing (a missing value), or a value. Numbers print in text and md with a few
// significant digits, elsewhere so that they read back as the same number.
using Value = std::variant<std::monostate, bool, int64_t, double, float, std::string>;

std::string to_text(const Value& value);   // for people: 0.9532
std::string to_exact(const Value& value);  // for machines: 0.9532108306884766
Json to_json(const Value& value);

// Rows of named columns.
struct Table {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<Value>> rows;

  void add(std::vector<Value> row) { rows.push_back(std::move(row)); }
};

// The whole table. text: title, aligned columns; md: a Markdown table; json: an array of objects;
// csv, tsv, jsonl: no title.
std::string render(const Table& table, Format format);
Json to_json(const Table& table);  // array of objects

// Several tables below each other for people (text or md).
std::string render(const std::vector<Table>& tables, Format format);

// Rows one at a time, for results of unknown length: the header comes with the first, json is
// closed by end().
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void write(const std::vector<Value>& row) = 0;  // appends to the text
  virtual void end() = 0;
  // Whether a row's text depends on that row alone. Then rows may be written by several writers,
  // and their texts put one behind the other: after begin() of one and go_on() of all others.
  virtual bool rows_stand_alone() const { return false; }
  virtual void begin() {}  // what comes before the first row, where it was not written yet
  virtual void go_on() {}  // another one wrote that
  std::string text;        // what is written and not yet taken; the caller prints and clears it
};
std::unique_ptr<RowWriter> make_row_writer(std::vector<std::string> columns, Format format);

}  // namespace aimodel
