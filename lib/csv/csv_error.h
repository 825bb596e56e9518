#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "csv/number_style.h"

namespace aimodel {

// What is wrong with a record. Finding it is the fast path's business; saying it is done here.
enum class CsvProblem {
  none,
  ragged,
  stray_text,
  not_utf8,
  not_a_number,
  not_a_date,
  not_finite,
  missing,
  broken_json,
  nested,
};

// A record as the messages need it.
struct CsvLocation {
  const std::string& file;
  const std::vector<std::string>& header;
  uint64_t line = 0;          // on which the record begins
  std::string_view record{};  // its bytes
  size_t cell = 0;            // index of the cell in question
  size_t cell_begin = 0;      // its first byte in the record
  std::string_view text{};    // of the cell, doubled quotes undone
  size_t cell_count = 0;
  size_t wanted_cells = 0;
  size_t first = 0;  // the cell that the header's first name names
  char delimiter = ',';
  uint64_t first_row = 0;  // the line of the first row, where the file is read without a header
  bool is_target = false;  // the column is predicted
  NumberStyle style{};     // of the column's numbers
  bool absent = false;     // JSON Lines: the key is not there, or its value is null
};

Error csv_error(CsvProblem problem, const CsvLocation& location);

// `column "age"`, or `cell 7` beyond the header.
std::string cell_name(const std::vector<std::string>& header, size_t cell);

Error open_quote_error(const std::string& file, uint64_t line, const std::string& cell);
Error long_row_error(const std::string& file, uint64_t line, uint64_t limit);
Error nul_error(const std::string& file, uint64_t line);

// A hint on a header that does not fit, made where it is needed; "" where there is none.
using HeaderHint = std::function<std::string()>;

// Throws where a column name stands in the header twice, or is not UTF-8.
void check_header(const std::string& file, uint64_t line, const std::vector<std::string>& header,
                  const HeaderHint& header_hint = {});

// Throws for wanted names that the header lacks. `what_for` is a hint for want of a better one,
// `header_hint` one that is better than any.
void check_wanted(const std::string& file, uint64_t line, const std::vector<std::string>& header,
                  const std::vector<std::string>& wanted, const std::string& what_for,
                  const HeaderHint& header_hint = {});

}  // namespace aimodel
