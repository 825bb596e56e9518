#include "explain/explanation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aimodel {

CompletenessGap join(const CompletenessGap& first, int64_t first_rows, const CompletenessGap& more,
                     int64_t more_rows) {
  CompletenessGap both;
  both.maximum = !(first.maximum >= more.maximum) ? more.maximum : first.maximum;
  const double size =
      first.mean * static_cast<double>(first_rows) + more.mean * static_cast<double>(more_rows);
  both.total = first.total + more.total;
  both.mean = size / static_cast<double>(first_rows + more_rows);
  both.share = both.total == 0 ? 0 : size / both.total;
  return both;
}

void sort_columns(Explanation& explanation) {
  std::vector<ColumnImportance>& columns = explanation.columns;
  std::vector<size_t> order(columns.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const double left = columns[a].importance, right = columns[b].importance;
    if (std::isnan(left) || std::isnan(right)) return std::isnan(right) && !std::isnan(left);
    return left > right;
  });
  std::vector<ColumnImportance> sorted;
  for (const size_t i : order) sorted.push_back(std::move(columns[i]));
  columns = std::move(sorted);
  for (RowExplanation& row : explanation.per_row) {
    std::vector<double> attributions;
    for (const size_t i : order) attributions.push_back(row.attributions[i]);
    row.attributions = std::move(attributions);
  }
}

}  // namespace aimodel
