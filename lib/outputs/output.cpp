#include "outputs/output.h"

#include <cmath>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace aimodel {

bool TargetReach::holds(double x) const {
  const auto& [low, high] = range;
  if (low <= x && x <= high) return true;
  const double slack = std::isfinite(high) ? 1e-9 * (high - low) : 1e-9 * std::abs(low);
  return x >= low - slack && x <= high + slack;
}

void Output::take(std::vector<std::unique_ptr<Column>> targets) {
  targets_ = std::move(targets);
  for (const auto& column : targets_) names_.push_back(column->name);
  name_ = join(names_, "+");
  settle();
}

std::optional<TargetReach> Output::reach(size_t) const {
  return std::nullopt;
}

Json Output::evaluation_json(const Scored&) const {
  return Json::object();
}

Json Output::labels_json() const {
  return {{"classes", Json::array()}, {"class_counts", Json::array()}};
}

int64_t Output::predicted_target(const double*) const {
  return 0;
}

OutputPtr make_output(const Options& options) {
  return make_named_output(options.type(), options);
}

}  // namespace aimodel
