#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/error.h"
#include "csv/csv_error.h"

namespace aimodel {

struct CsvRules;

// JSON Lines: an object on each line, whose keys are the columns. A key may be missing in a row, and
// null is a missing value; a text, a number, true and false are read as the cell of a CSV file that
// has them as they are written; lists and objects are no values of a column.
class JsonRow {
 public:
  explicit JsonRow(const CsvRules& rules) : rules_(rules) {}

  // none, broken_json, or nested where a wanted column holds more than one value.
  CsvProblem read(std::string_view line);

  // The value of a key of the header; null where there is none.
  const std::string* text(size_t key) const {
    return key < values_.size() && values_[key].row == row_ ? &values_[key].text : nullptr;
  }
  size_t nested_key() const { return nested_key_; }
  std::string_view nested_kind() const { return nested_list_ ? "a list" : "an object"; }
  // What is wrong with the line that was read last.
  Error broken(const std::string& file, uint64_t line) const;

 private:
  friend class JsonRowReader;
  struct Value {
    std::string text;
    uint64_t row = 0;  // in which it was met last
  };
  const CsvRules& rules_;
  std::vector<Value> values_;  // by the header's names
  uint64_t row_ = 0;
  std::string_view line_;
  std::unordered_set<size_t> met_;  // keys of this row
  bool twice_ = false;              // one of them came twice
  bool nested_ = false;
  size_t nested_key_ = 0;
  bool nested_list_ = false;
};

// The keys of the first rows of a JSON Lines text, in order of first appearance.
struct JsonKeys {
  std::vector<std::string> names;
  struct Nested {
    std::string name;
    uint64_t line;  // of the text, from 0
    bool list;
  };
  std::vector<Nested> nested;  // that hold nothing but lists and objects: no columns
};
JsonKeys find_json_keys(std::string_view lines);

// Whether a text begins as JSON Lines do.
bool looks_like_json_lines(std::string_view start);

// What is wrong with one line, which is no JSON object; its line in the file is `line`.
Error json_line_error(std::string_view text, const std::string& file, uint64_t line);

}  // namespace aimodel
