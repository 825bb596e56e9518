#include "base/error.h"

#include <utility>

namespace aimodel {

Error::Error(Exit code, std::string where, std::string what, std::string hint)
    : code_(code), text_(std::move(where)) {
  if (!text_.empty()) text_ += ": ";
  text_ += what;
  if (!hint.empty()) text_ += "\n  hint: " + hint;
}

Error Error::all(const std::vector<Error>& errors) {
  Error result = errors.at(0);
  for (size_t i = 1; i < errors.size(); ++i) {
    result.text_ += '\n';
    result.text_ += errors[i].text_;
  }
  return result;
}

}  // namespace aimodel
