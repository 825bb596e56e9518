#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "csv/frame.h"
#include "csv/number_style.h"

namespace aimodel {

// What stands in a column, as dress.h looks at it.

// A distinct text of the column, without outer blanks, and in how many cells it stands.
struct DressCell {
  std::string_view text;
  int64_t count;
};
using DressCells = std::vector<DressCell>;

// `counts` says in how many cells each text stands.
DressCells cells_of(const FrameColumn& column, std::span<const int64_t> counts);

// Enough of them to judge by.
std::span<const DressCell> first_of(std::span<const DressCell> cells);
int64_t all_cells(std::span<const DressCell> cells);

bool all_digits(std::string_view text);
bool has(std::string_view text, std::string_view piece);
// Whether a text is a number as usual, or in a style.
bool is_plain(std::string_view text);
bool is_read(std::string_view text, const NumberStyle& style);

// How many cells something is true of.
template <typename Holds>
int64_t count_if(std::span<const DressCell> cells, const Holds& holds) {
  int64_t count = 0;
  for (const DressCell& cell : cells) count += holds(cell.text) ? cell.count : 0;
  return count;
}

// What a way of reading leaves over: a column may hold some texts for missing values, or by mistake.
struct DressRest {
  size_t texts = 0;
  int64_t cells = 0;
  bool digits = false;  // in any of them: it may be a number in another way of writing

  bool is_little(int64_t all) const {
    constexpr size_t kTexts = 3;
    constexpr double kShare = 0.05, kShareOfOne = 0.5;
    const double share = static_cast<double>(cells) / static_cast<double>(all);
    return (texts <= kTexts && share <= kShare) || (texts == 1 && !digits && share <= kShareOfOne);
  }
};

template <typename Reads>
DressRest rest_of(std::span<const DressCell> cells, const Reads& reads) {
  DressRest rest;
  for (const DressCell& cell : cells) {
    if (reads(cell.text)) continue;
    ++rest.texts;
    rest.cells += cell.count;
    rest.digits = rest.digits || cell.text.find_first_of("0123456789") != std::string_view::npos;
  }
  return rest;
}

}  // namespace aimodel
