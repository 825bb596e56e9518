#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/blanks.h"
#include "base/names.h"
#include "base/text.h"
#include "csv/dress.h"
#include "csv/dress_dates.h"
#include "csv/dress_numbers.h"
#include "csv/dress_units.h"

namespace aimodel {

namespace {

// What a spec says for a style, but for what it says for another.
std::string options_of(const NumberStyle& style, const NumberStyle& but = {}) {
  std::vector<std::string> set;
  if (style.decimal != but.decimal) {
    set.push_back(fmt::format("\"decimal\": \"{}\"", style.decimal));
  }
  if (style.thousands != but.thousands) {
    set.push_back(fmt::format("\"thousands\": \"{}\"", style.thousands));
  }
  if (style.unit != but.unit) set.push_back(fmt::format("\"unit\": {}", quote(style.unit)));
  if (style.minus_behind != but.minus_behind) set.emplace_back("\"minus\": \"behind\"");
  if (style.magnitudes != but.magnitudes) set.emplace_back("\"magnitudes\": true");
  return join(set, ", ");
}

std::vector<std::string> unit_in(std::string_view text) {
  const std::string_view unit = unit_of(text);
  return unit.empty() ? std::vector<std::string>() : std::vector{std::string(unit)};
}

// The group's own style with as little beside it as reads a text: what it says itself stays.
std::optional<NumberStyle> widened(std::string_view text, const NumberStyle& own) {
  for (NumberStyle style : styles(unit_in(text), traits_of(text))) {
    const bool decimal = own.decimal == NumberStyle().decimal || style.decimal == own.decimal;
    const bool thousands = own.thousands == 0 || style.thousands == own.thousands;
    if (!decimal || !thousands) continue;
    if (!own.unit.empty()) style.unit = own.unit;
    style.minus_behind = style.minus_behind || own.minus_behind;
    style.magnitudes = style.magnitudes || own.magnitudes;
    if (is_read(text, style)) return style;
  }
  return std::nullopt;
}

// 1.234,5 EUR
std::string sample_of(const NumberStyle& style) {
  std::string text = "1";
  if (style.thousands != 0) text += style.thousands;
  text += "234";
  text += style.decimal;
  text += "5";
  if (style.magnitudes) text += "k";
  if (style.minus_behind) text += "-";
  return style.unit.empty() ? text : text + " " + style.unit;
}

// Where the group says how its numbers are written.
std::string hint_beside(std::string_view text, const NumberStyle& own) {
  const std::string says = options_of(own);
  if (const auto style = widened(text, own)) {
    const std::string set = options_of(*style, own);
    if (is_plain(text)) {
      return fmt::format("if the point stands between thousands, set {} in its group, beside {}",
                         set, says);
    }
    return fmt::format("it looks like {}: set {} in its group, beside {}",
                       describe({{text, 1}}, *style), set, says);
  }
  return fmt::format("its group reads numbers such as {} ({})", sample_of(own), says);
}

std::string hint_of_usual(std::string_view text) {
  std::vector<NumberStyle> fitting;
  for (const NumberStyle& style : styles(unit_in(text), traits_of(text))) {
    if (is_read(text, style)) fitting.push_back(style);
  }
  if (fitting.empty()) return "";
  const NumberStyle& first = fitting[0];
  NumberStyle grouped = first;
  grouped.decimal = '.';
  grouped.thousands = ',';
  if (first.decimal == ',' && first.thousands == 0 && is_read(text, grouped)) {
    return fmt::format(
        "if the comma stands before decimals set {} in its group, if between "
        "thousands {}",
        options_of(first), options_of(grouped));
  }
  return fmt::format("it looks like {}: set {} in its group", describe({{text, 1}}, first),
                     options_of(first));
}

}  // namespace

std::string zone_hint(std::string_view text) {
  const std::string_view zone = unread_zone(text);
  if (zone.empty()) return "";
  return fmt::format(
      "it looks like a date with the name of a time zone, {}, which is not read: its offset from "
      "UTC is, as in 13:55+01:00",
      quote(zone));
}

std::string dress_hint(std::string_view text, const NumberStyle& own) {
  text = trimmed(text);
  if (!is_plain(text) && is_date(text)) {
    return "it looks like a date or a time, which \"type\": \"date\" reads";
  }
  if (std::string zone = zone_hint(text); !zone.empty()) return zone;
  return own.plain() ? hint_of_usual(text) : hint_beside(text, own);
}

}  // namespace aimodel
