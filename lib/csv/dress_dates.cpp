#include "csv/dress_dates.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "csv/csv_cell.h"
#include "csv/date_reading_fit.h"

namespace aimodel {

namespace {

using Order = DateReading::Order;

std::string lower(std::string_view text) {
  std::string result;
  for (const char c : text) result += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return result;
}

// 2024:05:01 is a time of 2,024 hours; all of them may be dates.
bool may_be_photographs(const DressCells& cells) {
  return std::ranges::all_of(cells, [](const DressCell& cell) {
    DateCell date;
    return cell.text.size() == 10 && read_date(std::string(cell.text) + " 00:00:00", date) &&
           date.form == DateCell::Form::calendar;
  });
}

// Of the orders that all cells agree with the likelier one: a number that is always the same is the
// day (of the first of each month); else slashes are American.
Order likely_order(const std::vector<Order>& orders, const DressCells& cells) {
  std::set<int> first, second;
  char separator = '/';
  for (const DressCell& cell : cells) {
    DateCell date;
    if (!read_date(cell.text, date)) continue;
    if (date.form != DateCell::Form::year_last && date.form != DateCell::Form::three_twos) continue;
    first.insert(date.first);
    second.insert(date.second);
    separator = date.separator;
  }
  const auto take = [&](Order order) {
    return std::ranges::find(orders, order) != orders.end() ? order : orders[0];
  };
  if (first.size() == 1 && second.size() > 1) return take(Order::day_month_year);
  if (second.size() == 1 && first.size() > 1) return take(Order::month_day_year);
  return take(separator == '/' ? Order::month_day_year : Order::day_month_year);
}

std::string describe_dates(const DressCells& cells, const Dress& dress) {
  std::string_view shown;
  for (const DressCell& cell : cells) {
    if (shown.empty() && !std::isnan(dress.number_of(cell.text))) shown = cell.text;
  }
  const DateReading& date = dress.date;
  if (date.kind == DateReading::Kind::times) return fmt::format("times ({})", shown);
  if (date.kind == DateReading::Kind::numbers) {
    return fmt::format("{} ({})", count_of(date.unit), shown);
  }
  if (date.order == Order::unknown) return fmt::format("dates ({})", shown);
  return fmt::format("dates in the order {} ({})", name_of(date.order), shown);
}

}  // namespace

bool is_date(std::string_view text) {
  DateCell cell;
  return read_date(text, cell) && cell.form != DateCell::Form::number;
}

bool are_calendar_digits(const DressCells& cells) {
  constexpr size_t kFewest = 3;
  return cells.size() >= kFewest && std::ranges::all_of(cells, [](const DressCell& cell) {
           const size_t digits = cell.text.size();
           if (!all_digits(cell.text) || (digits != 8 && digits != 12 && digits != 14))
             return false;
           const DateReading reading{DateReading::Kind::dates, Order::unknown,
                                     DateReading::Unit::calendar};
           DateCell date;
           if (!read_date(cell.text, date)) return false;
           const auto moment = reading.moment(date);
           constexpr int64_t kFirst = -25567, kLast = 47846;  // 1900 to 2100
           return moment && moment->day >= kFirst && moment->day <= kLast;
         });
}

bool are_epoch_numbers(const DressCells& cells, const std::string& name) {
  const std::string plain = lower(name);
  const bool named = has(plain, "time") || has(plain, "date") || has(plain, "stamp") ||
                     has(plain, "epoch") || plain.ends_with("_at") || plain.ends_with("_ts") ||
                     plain == "ts";
  return named && std::ranges::all_of(cells, [](const DressCell& cell) {
           const size_t digits = cell.text.find('.');
           const size_t count = digits == std::string_view::npos ? cell.text.size() : digits;
           return is_plain(cell.text) && cell.text[0] == '1' &&
                  (count == 10 || count == 13 || count == 16 || count == 19);
         });
}

bool are_excel_days(const DressCells& cells, const std::string& name) {
  const std::string plain = lower(name);
  const bool named = has(plain, "date") || has(plain, "day") || has(plain, "datum") ||
                     has(plain, "time") || has(plain, "fecha");
  return named && std::ranges::all_of(cells, [](const DressCell& cell) {
           constexpr double kFirst = 36526, kLast = 54789;  // 2000 to 2049
           double number = 0;
           return read_number(cell.text, number) && number >= kFirst && number <= kLast;
         });
}

void find_dates(const DressCells& cells, Dress& dress) {
  DateReadingFit fit;
  for (const DressCell& cell : cells) {
    DateCell date;
    if (read_date(cell.text, date)) fit.add(date, 0);
  }
  const std::vector<Order> orders = fit.orders();
  const bool open = fit.order_is_open();
  if (open) fit.choose(likely_order(orders, cells));
  try {
    dress.date = fit.result("", "");
  } catch (const Error&) {
    dress.looks = "dates or times that are not all written in one way";
    return;
  }
  dress.kind = Dress::Kind::dates;
  dress.looks = describe_dates(cells, dress);
  if (dress.date.kind == DateReading::Kind::times && may_be_photographs(cells)) {
    dress.open = "the numbers are read as hours, minutes and seconds; dates have no colons";
  }
  if (!open) return;
  dress.open = fmt::format("the day or the month may come first; \"order\": \"{}\" is a guess",
                           name_of(dress.date.order));
}

}  // namespace aimodel
