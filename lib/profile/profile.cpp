#include "profile/profile.h"

#include <algorithm>
#include <array>

namespace aimodel {

std::string to_string(ColumnType type) {
  static constexpr std::array kNames = {"number",     "category", "binary", "ordinal", "text",
                                        "identifier", "constant", "empty",  "date"};
  return kNames[static_cast<size_t>(type)];
}

bool ColumnProfile::suspected(const std::string& kind) const {
  return std::ranges::find(suspicions, kind, &Suspicion::kind) != suspicions.end();
}

const ColumnProfile* Profile::find(const std::string& name) const {
  const auto found = std::ranges::find(columns, name, &ColumnProfile::name);
  return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> Profile::names() const {
  std::vector<std::string> result;
  for (const ColumnProfile& column : columns) result.push_back(column.name);
  return result;
}

bool predicts_classes(const ColumnProfile& target) {
  constexpr int64_t kMostClasses = 20, kRowsPerClass = 10;
  if (target.type != ColumnType::number) return true;
  return target.numbers && target.numbers->whole && target.distinct <= kMostClasses &&
         target.distinct * kRowsPerClass <= target.numbers->count;
}

}  // namespace aimodel
