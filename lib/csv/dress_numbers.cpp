#include "csv/dress_numbers.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "base/blanks.h"
#include "base/names.h"
#include "base/numbers.h"
#include "base/text.h"
#include "csv/dress_units.h"
#include "csv/magnitude.h"

namespace aimodel {

namespace {

// The first text that holds what `shows` looks for, else the first one.
template <typename Shows>
std::string_view example(const DressCells& cells, const NumberStyle& style, const Shows& shows) {
  for (const DressCell& cell : cells) {
    if (is_read(cell.text, style) && shows(cell.text)) return cell.text;
  }
  return cells[0].text;
}

// Where each text can be read with the mark before decimals and between thousands: 1,234. Returns
// whether thousands are likelier.
bool means_thousands(const DressCells& cells, char mark, char delimiter) {
  const int64_t without = count_if(
      cells, [&](std::string_view text) { return !has(text, std::string_view(&mark, 1)); });
  constexpr size_t kSeveral = 3;
  const auto with = static_cast<size_t>(std::ranges::count_if(
      cells, [&](const DressCell& cell) { return has(cell.text, std::string_view(&mark, 1)); }));
  // Numbers below 1,000 have none; three decimals would be there in all or, zeros dropped, in few.
  if (mark == '.') return without > 0 && with >= kSeveral;
  return without > 0 || delimiter != ';';
}

// Ungrouped numbers of four digits and more say that there are no groups.
bool has_long_whole(const DressCells& cells) {
  return std::ranges::any_of(cells, [](const DressCell& cell) {
    std::string_view text = cell.text;
    if (text.starts_with('-')) text.remove_prefix(1);
    return text.size() > 3 && all_digits(text);
  });
}

void decide_marks(const DressCells& cells, char delimiter, Dress& dress) {
  NumberStyle& style = dress.style;
  const bool point = style.decimal == '.';
  const char mark = style.decimal;
  if (style.thousands != 0 || has_long_whole(cells)) return;
  NumberStyle other = style;
  other.decimal = point ? ',' : '.';
  other.thousands = mark;
  const auto marked = [&](std::string_view text) { return has(text, std::string_view(&mark, 1)); };
  const bool open =
      count_if(cells, marked) > 0 && std::ranges::all_of(cells, [&](const DressCell& cell) {
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

// What any of the cells shows.
NumberStyle all_traits(std::span<const DressCell> cells) {
  NumberStyle traits;
  for (const DressCell& cell : cells) {
    const NumberStyle its = traits_of(cell.text);
    traits.minus_behind = traits.minus_behind || its.minus_behind;
    traits.magnitudes = traits.magnitudes || its.magnitudes;
  }
  return traits;
}

// Takes a trait away that no number of the column needs.
void drop_trait(const DressCells& cells, bool NumberStyle::*trait, NumberStyle& style) {
  NumberStyle without = style;
  without.*trait = false;
  const bool same = std::ranges::all_of(cells, [&](const DressCell& cell) {
    return !is_read(cell.text, style) || is_read(cell.text, without);
  });
  if (same) style = without;
}

// What a sign behind numbers and magnitudes may mean beside that.
std::string doubt_of(const DressCells& cells, const NumberStyle& style) {
  const auto plain = [&](std::string_view text) {
    return traits_of(text).minus_behind && text.find_first_of(".,' ") == std::string_view::npos;
  };
  const auto marked = [&](std::string_view text) {
    return traits_of(text).minus_behind && !plain(text);
  };
  double number = 0;
  const std::string signed_text(example(cells, style, plain));
  if (style.minus_behind && count_if(cells, marked) == 0 &&
      read_number(signed_text, style, number)) {
    return fmt::format("{} is read as {}: it may also be a grade or a range", quote(signed_text),
                       shortest(number));
  }
  const auto metres = [](std::string_view text) { return text.ends_with('m'); };
  const std::string metre_text(example(cells, style, metres));
  if (style.magnitudes && metres(metre_text) && read_number(metre_text, style, number)) {
    return fmt::format("{} is read as {}: the m may also be metres or minutes", quote(metre_text),
                       shortest(number));
  }
  return "";
}

// The style that leaves the fewest cells over, judged by the first of them.
NumberStyle best_style(const DressCells& cells, const std::vector<std::string>& units) {
  std::optional<DressRest> least;
  NumberStyle best;
  for (const NumberStyle& style : styles(units, all_traits(first_of(cells)))) {
    const DressRest rest =
        rest_of(first_of(cells), [&](std::string_view text) { return is_read(text, style); });
    if (least && rest.cells >= least->cells) continue;
    least = rest;
    best = style;
  }
  return best;
}

}  // namespace

NumberStyle traits_of(std::string_view text) {
  NumberStyle traits;
  const size_t last = text.find_last_of("0123456789");
  if (last == std::string_view::npos) return traits;
  const std::string_view behind = text.substr(last + 1);
  traits.minus_behind = has(behind, "-") || has(behind, "\u2212") || has(behind, "\u2013");
  const std::string_view rest = trimmed(behind);
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto* end = std::ranges::find_if_not(rest, letter);
  const std::string_view word = rest.substr(0, static_cast<size_t>(end - rest.begin()));
  const Magnitude* magnitude = find_magnitude(word);
  // Behind a blank one letter is a unit: 300 K.
  const bool near = word.size() > 1 || rest.size() == behind.size();
  traits.magnitudes = magnitude != nullptr && magnitude->clear && near;
  return traits;
}

std::vector<NumberStyle> styles(const std::vector<std::string>& units, const NumberStyle& traits) {
  constexpr std::array<std::array<char, 2>, 8> kMarks = {{{'.', 0},
                                                          {',', 0},
                                                          {'.', ','},
                                                          {',', '.'},
                                                          {'.', ' '},
                                                          {',', ' '},
                                                          {'.', '\''},
                                                          {',', '\''}}};
  std::vector<NumberStyle> result;
  std::vector<std::string> tried = {""};
  if (!units.empty()) tried.push_back(units[0]);
  for (const std::string& unit : tried) {
    for (const auto& [decimal, thousands] : kMarks) {
      result.push_back({decimal, thousands, unit, traits.minus_behind, traits.magnitudes});
    }
  }
  return result;
}

std::string describe(const DressCells& cells, const NumberStyle& style) {
  std::vector<std::string> traits;
  std::string_view shown;
  const auto add = [&](std::string trait, const auto& shows) {
    if (shown.empty()) shown = example(cells, style, shows);
    traits.push_back(std::move(trait));
  };
  const auto seen = [&](const auto& shows) {
    return std::ranges::any_of(cells, [&](const DressCell& cell) {
      return is_read(cell.text, style) && shows(cell.text);
    });
  };
  const auto comma = [](std::string_view text) { return has(text, ","); };
  const auto point = [](std::string_view text) { return has(text, "."); };
  if (style.decimal == ',' && seen(comma)) add("a decimal comma", comma);
  if (style.thousands == ',' && seen(comma)) add("commas between thousands", comma);
  if (style.thousands == '.' && seen(point)) add("points between thousands", point);
  const auto strange = [](std::string_view text) { return !is_plain(text); };
  if (style.thousands == ' ') add("blanks between thousands", strange);
  if (style.thousands == '\'') add("apostrophes between thousands", strange);
  if (!style.unit.empty()) {
    add(quote(style.unit) + " beside them",
        [&](std::string_view text) { return has(text, style.unit); });
  }
  const auto minus_behind = [](std::string_view text) { return traits_of(text).minus_behind; };
  if (style.minus_behind && seen(minus_behind)) add("the minus sign behind them", minus_behind);
  const auto magnitude = [](std::string_view text) { return traits_of(text).magnitudes; };
  if (style.magnitudes && seen(magnitude)) add("magnitudes behind them", magnitude);
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
  if (style.unit.empty() && !style.magnitudes && !seen(hexadecimal) && seen(exponent)) {
    add("exponents written with D", exponent);
  }
  if (traits.empty()) add("blanks around them", strange);
  return fmt::format("numbers with {} ({})", join(traits, " and "), shown);
}

void find_numbers(const DressCells& cells, char delimiter, Dress& dress) {
  const int64_t all = all_cells(cells);
  std::vector<std::string> units;
  if (rest_of(cells, is_plain).texts > 0) {
    units = units_of(first_of(cells));
    dress.style = best_style(cells, units);
  }
  const DressRest rest =
      rest_of(cells, [&](std::string_view text) { return is_read(text, dress.style); });
  if (!rest.is_little(all)) {
    dress.style = {};
    if (units.size() < 2) return;
    const NumberStyle traits = all_traits(first_of(cells));
    const auto in_any = [&](std::string_view text) {
      return std::ranges::any_of(units, [&](const std::string& unit) {
        NumberStyle style = traits;
        style.unit = unit;
        return is_read(text, style);
      });
    };
    if (rest_of(cells, in_any).texts > 0) return;
    dress.looks = fmt::format("numbers with different units ({}, {}{}): bring them to one",
                              quote(units[0]), quote(units[1]), units.size() > 2 ? ", ..." : "");
    return;
  }
  drop_trait(cells, &NumberStyle::minus_behind, dress.style);
  drop_trait(cells, &NumberStyle::magnitudes, dress.style);
  decide_marks(cells, delimiter, dress);
  const bool strange = std::ranges::any_of(cells, [&](const DressCell& cell) {
    return !is_plain(cell.text) && is_read(cell.text, dress.style);
  });
  if (dress.style.plain() && !strange) return;
  dress.kind = Dress::Kind::numbers;
  dress.looks = describe(cells, dress.style);
  if (dress.open.empty()) dress.open = doubt_of(cells, dress.style);
  if (dress.style.unit.empty()) return;
  const int64_t without = count_if(cells, [&](std::string_view text) {
    return is_read(text, dress.style) && !has(text, dress.style.unit);
  });
  if (without == 0) return;
  dress.open = fmt::format("{} of {} cells have no {} and are read as if they had", without, all,
                           quote(dress.style.unit));
}

}  // namespace aimodel
