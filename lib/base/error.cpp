#include "base/error.h"

#include "base/terminal.h"

namespace aimodel {

Error::Error(Exit code, std::string where, std::string what, std::string hint)
    : code_(code), text_(printable(where)) {
  if (!text_.empty()) text_ += ": ";
  text_ += printable_lines(what);  // one that holds another one has its lines
  if (!hint.empty()) text_ += "\n  hint: " + printable(hint);
  printed_ = where.empty() || where.starts_with("--") ? from_program(text_) : text_;
}

Error Error::all(const std::vector<Error>& errors) {
  Error result = errors.at(0);
  for (size_t i = 1; i < errors.size(); ++i) {
    result.text_ += '\n';
    result.text_ += errors[i].text_;
    result.printed_ += '\n';
    result.printed_ += errors[i].printed_;
  }
  return result;
}

std::string from_program(const std::string& line) {
  return "aimodel: " + line;
}

}  // namespace aimodel
