#include "csv/dress_cells.h"

#include <cmath>

#include "base/blanks.h"
#include "base/numbers.h"
#include "csv/csv_cell.h"

namespace aimodel {

DressCells cells_of(const FrameColumn& column, std::span<const int64_t> counts) {
  DressCells cells;
  for (size_t id = 1; id < counts.size(); ++id) {
    if (counts[id] > 0) cells.push_back({trimmed(column.texts[id]), counts[id]});
  }
  return cells;
}

// Enough of them to judge by.
std::span<const DressCell> first_of(std::span<const DressCell> cells) {
  constexpr size_t kEnough = 2000;
  return cells.first(std::min(cells.size(), kEnough));
}

int64_t all_cells(std::span<const DressCell> cells) {
  return count_if(cells, [](std::string_view) { return true; });
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool is_plain(std::string_view text) {
  double number = 0;
  return read_number(text, number) && std::isfinite(number);
}

bool has(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

bool is_read(std::string_view text, const NumberStyle& style) {
  double number = 0;
  return read_number(text, style, number) && std::isfinite(number);
}

}  // namespace aimodel
