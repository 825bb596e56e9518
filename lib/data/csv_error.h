#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

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
};

// A record as the messages need it.
struct CsvPlace {
  const std::string& file;
  const std::vector<std::string>& header;
  uint64_t line = 0;          // on which the record begins
  std::string_view record{};  // its bytes
  size_t cell = 0;            // index of the cell in question
  size_t cell_begin = 0;      // its first byte in the record
  std::string_view text{};    // of the cell, doubled quotes undone
  size_t cell_count = 0;
  char delimiter = ',';
};

Error csv_error(CsvProblem problem, const CsvPlace& place);

// `column "age"`, or `cell 7` beyond the header.
std::string cell_name(const std::vector<std::string>& header, size_t cell);

Error open_quote_error(const std::string& file, uint64_t line, const std::string& cell);
Error long_row_error(const std::string& file, uint64_t line, uint64_t limit);
Error nul_error(const std::string& file, uint64_t line);

// Throws where a column name stands in the header twice, or is not UTF-8.
void check_header(const std::string& file, uint64_t line, const std::vector<std::string>& header);

// Throws for wanted names that the header lacks.
void check_wanted(const std::string& file, uint64_t line, const std::vector<std::string>& header,
                  const std::vector<std::string>& wanted, const std::string& what_for);

}  // namespace aimodel
