#include "data/dress.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "data/csv_cell.h"

namespace aimodel {

namespace {

using Kind = Dress::Kind;
using Order = DateReading::Order;

// A distinct text of the column, without outer blanks, and in how many cells it stands.
struct Cell {
  std::string_view text;
  int64_t count;
};
using Cells = std::vector<Cell>;

Cells cells_of(const FrameColumn& column, std::span<const int64_t> counts) {
  Cells cells;
  for (size_t id = 1; id < counts.size(); ++id) {
    if (counts[id] > 0) cells.push_back({trimmed(column.texts[id]), counts[id]});
  }
  return cells;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_plain(std::string_view text) {
  double number = 0;
  return read_number(text, number) && std::isfinite(number);
}

// 1.234, 1.234.567
bool is_grouped(std::string_view text, char mark) {
  const std::string_view one(&mark, 1);
  const NumberStyle grouped{mark == '.' ? ',' : '.', mark, ""};
  double number = 0;
  return text.find(one) != std::string_view::npos && read_number(text, grouped, number);
}

bool is_read(std::string_view text, const NumberStyle& style) {
  double number = 0;
  return read_number(text, style, number) && std::isfinite(number);
}

// How many cells something is true of.
template <typename Holds>
int64_t count_if(std::span<const Cell> cells, const Holds& holds) {
  int64_t count = 0;
  for (const Cell& cell : cells) count += holds(cell.text) ? cell.count : 0;
  return count;
}

// What a way of reading leaves over: a column may hold some texts for missing values, or by mistake.
struct Rest {
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
Rest rest_of(std::span<const Cell> cells, const Reads& reads) {
  Rest rest;
  for (const Cell& cell : cells) {
    if (reads(cell.text)) continue;
    ++rest.texts;
    rest.cells += cell.count;
    rest.digits = rest.digits || cell.text.find_first_of("0123456789") != std::string_view::npos;
  }
  return rest;
}

// Enough of them to judge by.
std::span<const Cell> first_of(std::span<const Cell> cells) {
  constexpr size_t kEnough = 2000;
  return cells.first(std::min(cells.size(), kEnough));
}

int64_t all_cells(std::span<const Cell> cells) {
  return count_if(cells, [](std::string_view) { return true; });
}

// --- Units

// Signs and codes of currencies, and what else stands beside numbers.
constexpr std::array<std::string_view, 53> kUnits = {
    "$",   "€",   "£",   "¥",   "₹",   "₽", "₩",   "₺",   "₪",   "฿",   "₫",
    "₴",   "₱",   "₦",   "%",   "‰",   "°",   "°C",  "°F",  "R$",  "US$", "C$",
    "A$",  "kr",  "kr.", "zł",  "Kč",  "Ft",  "Fr.", "lei", "Rs",  "Rs.", "USD",
    "EUR", "GBP", "CHF", "JPY", "CNY", "INR", "BRL", "CAD", "AUD", "SEK", "NOK",
    "DKK", "PLN", "CZK", "HUF", "RUB", "MXN", "KRW", "TRY", "ZAR"};

// What stands before or behind the number in a text, where it is known or made of letters behind a
// blank (12 kg); or "".
std::string_view unit_of(std::string_view text) {
  const size_t last = text.find_last_of("0123456789");
  if (last == std::string_view::npos) return "";
  std::string_view found;
  for (const std::string_view unit : kUnits) {
    if (unit.size() > found.size() && text.find(unit) != std::string_view::npos) found = unit;
  }
  if (!found.empty()) return found;
  const std::string_view behind = text.substr(last + 1);
  const std::string_view word = trimmed(behind);
  constexpr size_t kLongest = 8;
  const bool letters =
      !word.empty() && word.size() < behind.size() && word.size() <= kLongest &&
      std::ranges::none_of(word, [](char c) {
        return std::string_view(" \t.,;:'\"()+-=").find(c) != std::string_view::npos;
      });
  return letters ? word : "";
}

// The units of a column's cells, the most frequent one first.
std::vector<std::string> units_of(std::span<const Cell> cells) {
  std::map<std::string_view, int64_t> counts;
  for (const Cell& cell : cells) {
    if (const std::string_view unit = unit_of(cell.text); !unit.empty()) counts[unit] += cell.count;
  }
  std::vector<std::string> units;
  for (const auto& [unit, count] : counts) units.emplace_back(unit);
  std::ranges::stable_sort(
      units, [&](const std::string& a, const std::string& b) { return counts[a] > counts[b]; });
  return units;
}

// --- Numbers

// The ways to write numbers that are tried, the plainest first.
std::vector<NumberStyle> styles(const std::vector<std::string>& units) {
  constexpr std::array<std::array<char, 2>, 8> kMarks = {{{'.', 0},
                                                          {',', 0},
                                                          {'.', ','},
                                                          {',', '.'},
                                                          {'.', ' '},
                                                          {',', ' '},
                                                          {'.', '\''},
                                                          {',', '\''}}};
  std::vector<NumberStyle> result;
  for (const auto& [decimal, thousands] : kMarks) result.push_back({decimal, thousands, ""});
  if (units.empty()) return result;
  for (const auto& [decimal, thousands] : kMarks) {
    result.push_back({decimal, thousands, units[0]});
  }
  return result;
}

// The first text that holds what `shows` looks for, else the first one.
template <typename Shows>
std::string_view example(const Cells& cells, const NumberStyle& style, const Shows& shows) {
  for (const Cell& cell : cells) {
    if (is_read(cell.text, style) && shows(cell.text)) return cell.text;
  }
  return cells[0].text;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// "numbers with a decimal comma (17,01)"
std::string describe(const Cells& cells, const NumberStyle& style) {
  std::vector<std::string> parts;
  std::string_view shown;
  const auto add = [&](std::string part, const auto& shows) {
    if (shown.empty()) shown = example(cells, style, shows);
    parts.push_back(std::move(part));
  };
  const auto seen = [&](const auto& shows) {
    return std::ranges::any_of(
        cells, [&](const Cell& cell) { return is_read(cell.text, style) && shows(cell.text); });
  };
  const auto comma = [](std::string_view text) { return has(text, ","); };
  const auto point = [](std::string_view text) { return has(text, "."); };
  if (style.decimal == ',' && seen(comma)) add("a decimal comma", comma);
  if (style.thousands == ',') add("commas between thousands", comma);
  if (style.thousands == '.') add("points between thousands", point);
  const auto strange = [](std::string_view text) { return !is_plain(text); };
  if (style.thousands == ' ') add("blanks between thousands", strange);
  if (style.thousands == '\'') add("apostrophes between thousands", strange);
  if (!style.unit.empty()) {
    add(quote(style.unit) + " beside them",
        [&](std::string_view text) { return has(text, style.unit); });
  }
  const auto equals = [](std::string_view text) { return text.starts_with("=\""); };
  if (seen(equals)) add("=\"\" around them", equals);
  const auto parentheses = [](std::string_view text) { return has(text, "("); };
  if (seen(parentheses)) add("parentheses for a minus sign", parentheses);
  const auto minus = [](std::string_view text) {
    return has(text, "\u2212") || has(text, "\u2013");
  };
  if (seen(minus)) add("a minus sign that is no hyphen", minus);
  const auto hexadecimal = [](std::string_view text) { return has(text, "0x") || has(text, "0X"); };
  if (seen(hexadecimal)) add("hexadecimal digits", hexadecimal);
  const auto exponent = [](std::string_view text) {
    return text.find_first_of("dD") != std::string_view::npos;
  };
  if (style.unit.empty() && !seen(hexadecimal) && seen(exponent)) {
    add("exponents written with D", exponent);
  }
  if (parts.empty()) add("blanks around them", strange);
  return fmt::format("numbers with {} ({})", join(parts, " and "), shown);
}

// Where each text can be read with the mark before decimals and between thousands: 1,234. Returns
// whether thousands are likelier.
bool means_thousands(const Cells& cells, char mark, char delimiter) {
  const int64_t without = count_if(
      cells, [&](std::string_view text) { return !has(text, std::string_view(&mark, 1)); });
  constexpr size_t kSeveral = 3;
  const auto with = static_cast<size_t>(std::ranges::count_if(
      cells, [&](const Cell& cell) { return has(cell.text, std::string_view(&mark, 1)); }));
  // Numbers below 1,000 have none; three decimals would be there in all or, zeros dropped, in few.
  if (mark == '.') return without > 0 && with >= kSeveral;
  return without > 0 || delimiter != ';';
}

// Ungrouped numbers of four digits and more say that there are no groups.
bool has_long_whole(const Cells& cells) {
  return std::ranges::any_of(cells, [](const Cell& cell) {
    std::string_view text = cell.text;
    if (text.starts_with('-')) text.remove_prefix(1);
    return text.size() > 3 && all_digits(text);
  });
}

void decide_marks(const Cells& cells, char delimiter, Dress& dress) {
  NumberStyle& style = dress.style;
  const bool point = style.decimal == '.';
  const char mark = style.decimal;
  if (style.thousands != 0 || has_long_whole(cells)) return;
  const NumberStyle other{point ? ',' : '.', mark, style.unit};
  const auto marked = [&](std::string_view text) { return has(text, std::string_view(&mark, 1)); };
  const bool open =
      count_if(cells, marked) > 0 && std::ranges::all_of(cells, [&](const Cell& cell) {
        return is_read(cell.text, other) || !is_read(cell.text, style);
      });
  if (!open) return;
  const bool thousands = means_thousands(cells, mark, delimiter);
  const bool unmarked = count_if(cells, [&](std::string_view text) { return !marked(text); }) > 0;
  if (point && !thousands && !unmarked) return;  // three decimals in each: what it looks like
  const std::string text(example(cells, style, marked));
  const char* name = point ? "point" : "comma";
  if (thousands) style = other;
  double number = 0;
  read_number(text, style, number);
  dress.open =
      thousands
          ? fmt::format(
                "{} is read as {}: the {} may also stand before decimals, \"decimal\": "
                "\"{}\" without \"thousands\"",
                quote(text), shortest(number), name, mark)
          : fmt::format(
                "{} is read as {}: the {} may also stand between thousands, \"thousands\": "
                "\"{}\"{}",
                quote(text), shortest(number), name, mark, point ? " with \"decimal\": \",\"" : "");
}

// The style that leaves the fewest cells over, judged by the first of them.
NumberStyle best_style(const Cells& cells, const std::vector<std::string>& units) {
  std::optional<Rest> least;
  NumberStyle best;
  for (const NumberStyle& style : styles(units)) {
    const Rest rest =
        rest_of(first_of(cells), [&](std::string_view text) { return is_read(text, style); });
    if (least && rest.cells >= least->cells) continue;
    least = rest;
    best = style;
  }
  return best;
}

void find_numbers(const Cells& cells, char delimiter, Dress& dress) {
  const int64_t all = all_cells(cells);
  std::vector<std::string> units;
  if (rest_of(cells, is_plain).texts > 0) {
    units = units_of(first_of(cells));
    dress.style = best_style(cells, units);
  }
  const Rest rest =
      rest_of(cells, [&](std::string_view text) { return is_read(text, dress.style); });
  if (!rest.is_little(all)) {
    dress.style = {};
    if (units.size() < 2) return;
    const auto in_any = [&](std::string_view text) {
      return std::ranges::any_of(units, [&](const std::string& unit) {
        NumberStyle style;
        style.unit = unit;
        return is_read(text, style);
      });
    };
    if (rest_of(cells, in_any).texts > 0) return;
    dress.looks = fmt::format("numbers with different units ({}, {}{}): bring them to one",
                              quote(units[0]), quote(units[1]), units.size() > 2 ? ", ..." : "");
    return;
  }
  decide_marks(cells, delimiter, dress);
  const bool strange = std::ranges::any_of(cells, [&](const Cell& cell) {
    return !is_plain(cell.text) && is_read(cell.text, dress.style);
  });
  if (dress.style.plain() && !strange) return;
  dress.kind = Kind::numbers;
  dress.looks = describe(cells, dress.style);
  if (dress.style.unit.empty()) return;
  const int64_t without = count_if(cells, [&](std::string_view text) {
    return is_read(text, dress.style) && !has(text, dress.style.unit);
  });
  if (without == 0) return;
  dress.open = fmt::format("{} of {} cells have no {} and are read as if they had", without, all,
                           quote(dress.style.unit));
}

// --- Dates

bool is_date(std::string_view text) {
  DateCell cell;
  return read_date(text, cell) && cell.form != DateCell::Form::number;
}

// Columns of plain numbers whose digits are dates: all of them of 8, 12 or 14.
bool are_calendar_digits(const Cells& cells) {
  constexpr size_t kFewest = 3;
  return cells.size() >= kFewest && std::ranges::all_of(cells, [](const Cell& cell) {
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

// Columns whose name speaks of time, and whose numbers count from 1970 to some moment of these
// decades.
bool are_epoch_numbers(const Cells& cells, const std::string& name) {
  std::string plain;
  for (const char c : name) plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const bool named = has(plain, "time") || has(plain, "date") || has(plain, "stamp") ||
                     has(plain, "epoch") || plain.ends_with("_at") || plain.ends_with("_ts") ||
                     plain == "ts";
  return named && std::ranges::all_of(cells, [](const Cell& cell) {
           const size_t digits = cell.text.find('.');
           const size_t count = digits == std::string_view::npos ? cell.text.size() : digits;
           return is_plain(cell.text) && cell.text[0] == '1' &&
                  (count == 10 || count == 13 || count == 16 || count == 19);
         });
}

// Of the orders that all cells agree with the likelier one: a number that is always the same is the
// day (of the first of each month); else slashes are American.
Order likely_order(const std::vector<Order>& orders, const Cells& cells) {
  std::set<int> first, second;
  char separator = '/';
  for (const Cell& cell : cells) {
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

std::string describe_dates(const Cells& cells, const Dress& dress) {
  std::string_view shown;
  for (const Cell& cell : cells) {
    if (shown.empty() && !std::isnan(dress.number_of(cell.text))) shown = cell.text;
  }
  const DateReading& date = dress.date;
  if (date.kind == DateReading::Kind::times) return fmt::format("times ({})", shown);
  if (date.kind == DateReading::Kind::numbers) {
    return fmt::format("{} since 1970 ({})", name_of(date.unit), shown);
  }
  if (date.order == Order::unknown) return fmt::format("dates ({})", shown);
  return fmt::format("dates in the order {} ({})", name_of(date.order), shown);
}

void find_dates(const Cells& cells, Dress& dress) {
  DateReadingFit fit;
  for (const Cell& cell : cells) {
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
  dress.kind = Kind::dates;
  dress.looks = describe_dates(cells, dress);
  if (!open) return;
  dress.open = fmt::format("the day or the month may come first; \"order\": \"{}\" is a guess",
                           name_of(dress.date.order));
}

}  // namespace

double Dress::number_of(std::string_view text) const {
  text = trimmed(text);
  double number = 0;
  if (kind == Kind::dates) {
    DateCell cell;
    const auto moment = read_date(text, cell) ? date.moment(cell) : std::nullopt;
    return moment ? moment->elapsed() : std::nan("");
  }
  const bool read = kind == Kind::numbers ? read_number(text, style, number)
                                          : kind == Kind::plain && read_number(text, number);
  return read && std::isfinite(number) ? number : std::nan("");
}

Dress find_dress(const FrameColumn& column, std::span<const int64_t> counts, char delimiter) {
  Dress dress;
  const Cells cells = cells_of(column, counts);
  if (cells.empty()) return dress;
  const int64_t all = all_cells(cells);
  const auto zeros = [](std::string_view text) {
    return text.size() > 1 && text[0] == '0' && all_digits(text);
  };
  if (std::ranges::all_of(cells, [](const Cell& cell) { return all_digits(cell.text); })) {
    const auto found =
        std::ranges::find_if(cells, [&](const Cell& cell) { return zeros(cell.text); });
    if (found != cells.end()) {
      dress.kind = Kind::codes;
      dress.looks = fmt::format("codes with leading zeros ({})", found->text);
      return dress;
    }
    if (are_calendar_digits(cells) || are_epoch_numbers(cells, column.name)) {
      find_dates(cells, dress);
      return dress;
    }
  }
  const std::span<const Cell> first = first_of(cells);
  if (rest_of(first, is_date).is_little(all_cells(first)) &&
      rest_of(cells, is_date).is_little(all)) {
    find_dates(cells, dress);
  } else {
    find_numbers(cells, delimiter, dress);
  }
  return dress;
}

std::string dress_hint(std::string_view text) {
  text = trimmed(text);
  if (is_plain(text)) {
    return is_grouped(text, '.')
               ? "if the point stands between thousands, set \"thousands\": \".\" in its group"
               : "its group's \"decimal\" and \"thousands\" say that numbers are written otherwise";
  }
  if (is_date(text)) {
    return "it looks like a date or a time, which \"type\": \"date\" reads";
  }
  const std::string_view unit = unit_of(text);
  std::vector<std::string> units;
  if (!unit.empty()) units.emplace_back(unit);
  std::vector<NumberStyle> fitting;
  for (const NumberStyle& style : styles(units)) {
    if (is_read(text, style)) fitting.push_back(style);
  }
  if (fitting.empty()) return "";
  const auto options = [](const NumberStyle& style) {
    std::vector<std::string> set;
    if (style.decimal != '.') set.emplace_back("\"decimal\": \",\"");
    if (style.thousands != 0) set.push_back(fmt::format("\"thousands\": \"{}\"", style.thousands));
    if (!style.unit.empty()) set.push_back(fmt::format("\"unit\": {}", quote(style.unit)));
    return join(set, ", ");
  };
  const NumberStyle &first = fitting[0], grouped{'.', ',', first.unit};
  if (first.decimal == ',' && first.thousands == 0 && is_read(text, grouped)) {
    return fmt::format(
        "if the comma stands before decimals set {} in its group, if between "
        "thousands {}",
        options(first), options(grouped));
  }
  return fmt::format("it looks like {}: set {} in its group", describe({{text, 1}}, first),
                     options(first));
}

}  // namespace aimodel
