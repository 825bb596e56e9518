#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json_fwd.h"
#include "explain/explanation.h"
#include "report/row_writer.h"
#include "report/table.h"

namespace aimodel {

// What is shown of an explained row beside what was found out of it.
struct ShownRow {
  int64_t number = 0;             // in the file, counted from 1
  std::vector<std::string> kept;  // of the columns that are passed through
  std::vector<Value> cells;       // of each of Explanation::columns
};

// How rows are shown.
struct RowFormat {
  std::vector<std::string> kept;  // names of the columns that are passed through
  size_t top = 0;                 // a row's so many most important columns; 0 for all
};

// The columns of a row, by the size of what each adds to its own explanation.
std::vector<size_t> own_order(const RowExplanation& row, size_t top);

// A row for people: its values and what each adds, the most important first. `index` is its own in
// the explanation.
Table row_table(const Explanation& explanation, size_t index, const ShownRow& shown,
                const RowFormat& format);

// Rows for programs: a line for each row and column, the row's most important first.
std::vector<std::string> row_columns(const Explanation& explanation, const RowFormat& format);
void write_row(const Explanation& explanation, size_t index, const ShownRow& shown,
               const RowFormat& format, RowWriter& writer);

// {"row": 17, "prediction": ..., "values": {...}, "attributions": {...}}
Json row_json(const Explanation& explanation, size_t index, const ShownRow& shown,
              const RowFormat& format);

}  // namespace aimodel
