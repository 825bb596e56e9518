#include "profile/column_family.h"

#include <algorithm>
#include <map>

namespace aimodel {

std::string family_of(const std::string& name) {
  const size_t end = name.find_last_not_of("0123456789") + 1;
  return end == name.size() ? "" : name.substr(0, end) + "*";
}

std::set<std::string> families_of_one_unit(const std::vector<const ColumnProfile*>& columns) {
  constexpr size_t kFewest = 8;
  constexpr double kSimilar = 0.25;  // the middle one's range, of that of all
  std::map<std::string, std::vector<NumberSummary>> families;
  for (const ColumnProfile* column : columns) {
    const std::string family = family_of(column->name);
    if (column->type != ColumnType::number || !column->numbers || family.empty()) continue;
    families[family].push_back(*column->numbers);
  }
  std::set<std::string> result;
  for (const auto& [family, members] : families) {
    if (members.size() < kFewest) continue;
    const double low = std::ranges::min(members, {}, &NumberSummary::minimum).minimum;
    const double high = std::ranges::max(members, {}, &NumberSummary::maximum).maximum;
    std::vector<double> spans;
    for (const NumberSummary& member : members) spans.push_back(member.maximum - member.minimum);
    const auto middle = spans.begin() + static_cast<std::ptrdiff_t>(spans.size() / 2);
    std::ranges::nth_element(spans, middle);
    if (*middle >= kSimilar * (high - low)) result.insert(family);
  }
  return result;
}

}  // namespace aimodel
