#include "rows/row_order.h"

#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "base/error.h"
#include "base/names.h"
#include "csv/csv_cell.h"
#include "csv/date_reading.h"
#include "csv/date_reading_fit.h"

namespace aimodel {

namespace {

Error no_order(const FrameColumn& cells, const std::string& file, const std::string& by,
               const std::string& hint) {
  return Error(Exit::data, file,
               fmt::format("column {}: rows cannot be put in order by {}", quote(cells.name), by),
               hint);
}

// Seconds of dates that are all read in the same way.
void order_dates(const FrameColumn& cells, const std::string& file, std::vector<double>& order) {
  std::vector<DateCell> dates(cells.texts.size());
  DateReadingFit fit;
  for (size_t i = 1; i < dates.size(); ++i) {
    const std::string text(trimmed(cells.texts[i]));
    if (!read_date(text, dates[i])) {
      throw no_order(cells, file, quote(text),
                     "the last rows are found by numbers, or by dates and times");
    }
    fit.add(dates[i], 0);
  }
  const auto fail = [&](const std::string& text) {
    return no_order(cells, file, quote(text) + ": its dates do not tell their order",
                    "write them as 2024-03-31");
  };
  if (fit.orders().size() != 1 && fit.order_is_open()) throw fail(cells.texts[1]);
  std::optional<DateReading> reading;
  try {
    reading = fit.result(file, cells.name);
  } catch (const Error&) {
    throw fail(cells.texts[1]);
  }
  for (size_t i = 1; i < dates.size(); ++i) {
    const std::optional<Moment> moment = reading->moment(dates[i]);
    if (!moment) throw fail(cells.texts[i]);
    order.push_back(moment->elapsed());
  }
}

}  // namespace

std::vector<double> order_of(const FrameColumn& cells, const std::string& file) {
  std::vector<double> order{-std::numeric_limits<double>::infinity()};
  std::string number, other;  // the first text of each kind
  for (size_t i = 1; i < cells.texts.size(); ++i) {
    const std::string text(trimmed(cells.texts[i]));
    double value = 0;
    (read_number(text, value) ? number : other) = text;
    order.push_back(value);
  }
  if (other.empty()) return order;
  if (!number.empty()) {
    throw no_order(cells, file, fmt::format("{} and {} together", quote(number), quote(other)), "");
  }
  order.resize(1);
  order_dates(cells, file, order);
  return order;
}

}  // namespace aimodel
