#include "metrics/ranking.h"

#include <algorithm>
#include <numeric>

namespace aimodel {

std::vector<uint32_t> rank_rows(const Scored& scored, int64_t of_class) {
  std::vector<std::pair<double, uint32_t>> rows(static_cast<size_t>(scored.rows));
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t place = i * static_cast<size_t>(scored.width) + static_cast<size_t>(of_class);
    rows[i] = {-scored.prediction[place], static_cast<uint32_t>(i)};
  }
  std::sort(rows.begin(), rows.end());
  std::vector<uint32_t> order(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) order[i] = rows[i].second;
  return order;
}

}  // namespace aimodel
