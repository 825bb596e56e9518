#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.h"

namespace aimodel {

// What stands between cells, and which lines are none of the rows.
struct CsvDialect {
  char delimiter = ',';
  bool blanks = false;    // cells stand apart by runs of spaces and tabs; the delimiter is ' '
  std::string comment{};  // lines that begin with it are passed over; "" for none
  bool separates(char c) const { return c == delimiter || (blanks && c == '\t'); }
  bool begins_comment(std::string_view line) const {
    return !comment.empty() && line.starts_with(comment);
  }
};

// How a CSV file is written; the spec's "data" section, or its defaults.
struct CsvFormat {
  char delimiter = 0;   // 0: found out from the first lines (, ; tab | or blanks)
  bool blanks = false;  // as in CsvDialect
  bool header = true;   // false: columns are named column_1, column_2, ...
  std::string comment{};
  int64_t skip_lines = 0;  // before the header
  std::vector<std::string> missing{"", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"};
  bool skip_missing_targets = false;  // rows without a target are passed over
};
// As keys and values of a spec's "data".
Json data_json(const CsvFormat& format);
// "blanks", "auto", ";"
std::string delimiter_word(const CsvFormat& format);
// Takes a word for the delimiter, as --delimiter and the spec give it. False where it is none.
bool set_delimiter(CsvFormat& format, const std::string& word);

}  // namespace aimodel
