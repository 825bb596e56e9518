#include "metrics/ranking.h"

#include <algorithm>
#include <numeric>

#include "base/names.h"

namespace aimodel {

std::vector<uint32_t> rank_rows(const Scored& scored, int64_t of_class) {
  std::vector<std::pair<double, uint32_t>> rows(static_cast<size_t>(scored.rows));
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t index = i * static_cast<size_t>(scored.width) + static_cast<size_t>(of_class);
    rows[i] = {-scored.prediction[index], static_cast<uint32_t>(i)};
  }
  std::sort(rows.begin(), rows.end());
  std::vector<uint32_t> order(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) order[i] = rows[i].second;
  return order;
}

std::string unranked(const Scored& scored) {
  std::vector<double> weights(scored.classes.size());
  for (int64_t i = 0; i < scored.rows; ++i) {
    weights[static_cast<size_t>(scored.target[static_cast<size_t>(i)])] += scored.weight_of(i);
  }
  const auto none = std::ranges::find(weights, 0.0);
  if (none == weights.end()) return "its rows were not ranked";
  return "no rows of class " + quote(scored.classes[static_cast<size_t>(none - weights.begin())]);
}

void rank(Scored& scored) {
  scored.ranking.clear();
  for (int64_t k = 0; k < scored.width; ++k) {
    const std::vector<uint32_t> order = rank_rows(scored, k);
    scored.ranking.insert(scored.ranking.end(), order.begin(), order.end());
  }
}

}  // namespace aimodel
