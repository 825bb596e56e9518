#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/blanks.h"
#include "base/text.h"
#include "data/dress.h"
#include "data/dress_dates.h"
#include "data/dress_numbers.h"
#include "data/dress_units.h"

namespace aimodel {

namespace {

// 1.234, 1.234.567
bool is_grouped(std::string_view text, char mark) {
  const std::string_view one(&mark, 1);
  const NumberStyle grouped{mark == '.' ? ',' : '.', mark, ""};
  double number = 0;
  return text.find(one) != std::string_view::npos && read_number(text, grouped, number);
}

}  // namespace

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
