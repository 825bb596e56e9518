#include "csv/dress.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/blanks.h"
#include "csv/csv_cell.h"
#include "csv/dress_cells.h"
#include "csv/dress_dates.h"
#include "csv/dress_numbers.h"
#include "csv/dress_unread.h"

namespace aimodel {

double Dress::number_of(std::string_view text) const {
  text = trimmed(text);
  double number = 0;
  if (kind == Dress::Kind::dates) {
    DateCell cell;
    const auto moment = read_date(text, cell) ? date.moment(cell) : std::nullopt;
    return moment ? moment->elapsed() : std::nan("");
  }
  const bool read = kind == Dress::Kind::numbers
                        ? read_number(text, style, number)
                        : kind == Dress::Kind::plain && read_number(text, number);
  return read && std::isfinite(number) ? number : std::nan("");
}

Dress find_dress(const FrameColumn& column, std::span<const int64_t> counts, char delimiter) {
  Dress dress;
  const DressCells cells = cells_of(column, counts);
  if (cells.empty()) return dress;
  const int64_t all = all_cells(cells);
  const auto zeros = [](std::string_view text) {
    return text.size() > 1 && text[0] == '0' && all_digits(text);
  };
  if (std::ranges::all_of(cells, [](const DressCell& cell) { return all_digits(cell.text); })) {
    const auto found =
        std::ranges::find_if(cells, [&](const DressCell& cell) { return zeros(cell.text); });
    if (found != cells.end()) {
      dress.kind = Dress::Kind::codes;
      dress.looks = fmt::format("codes with leading zeros ({})", found->text);
      return dress;
    }
    if (are_calendar_digits(cells) || are_epoch_numbers(cells, column.name)) {
      find_dates(cells, dress);
      return dress;
    }
  }
  if (are_excel_days(cells, column.name)) {
    dress.kind = Dress::Kind::numbers;
    dress.counts_days = true;
    dress.looks =
        fmt::format("days since 1899-12-30, as spreadsheets count them ({})", cells[0].text);
    dress.open =
        "they are read as numbers: \"type\": \"date\" with \"unit\": \"excel_days\" reads dates";
    return dress;
  }
  const std::span<const DressCell> first = first_of(cells);
  if (rest_of(first, is_date).is_little(all_cells(first)) &&
      rest_of(cells, is_date).is_little(all)) {
    find_dates(cells, dress);
  } else {
    find_numbers(cells, delimiter, dress);
  }
  if (dress.looks.empty()) dress.looks = unread_look(cells);
  return dress;
}

}  // namespace aimodel
