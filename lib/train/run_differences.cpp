#include "train/run_differences.h"

#include <fmt/format.h>

#include "base/json_text.h"
#include "spec/difference.h"

namespace aimodel {

void RunDifferences::add(const std::string& what) {
  errors_.emplace_back(Exit::model, path_, what);
}

void RunDifferences::compare(const std::string& subject, const Json& before, const Json& after) {
  const auto text = [](const Json& value) {
    return value.is_null() ? "nothing" : json_text(value, -1);
  };
  for (const Difference& difference : differences(before, after)) {
    add(fmt::format("{}: {} was {}, now it is {}", subject,
                    difference.path.empty() ? "the whole" : difference.path,
                    text(difference.before), text(difference.after)));
  }
}

void RunDifferences::refuse(const std::string& what, const std::string& hint) const {
  constexpr size_t kMost = 10;
  std::vector<Error> errors = errors_;
  if (errors.size() > kMost) {
    errors.erase(errors.begin() + kMost, errors.end());
    errors.emplace_back(Exit::model, path_,
                        fmt::format("and {} more differences", errors_.size() - kMost));
  }
  errors.emplace_back(Exit::model, path_, what, hint);
  throw Error::all(errors);
}

}  // namespace aimodel
