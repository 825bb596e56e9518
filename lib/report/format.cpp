#include "report/format.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/names.h"

namespace aimodel {

Format parse_format(const std::string& name) {
  static const std::vector<std::string> kNames = {"text", "csv", "tsv", "json", "jsonl", "md"};
  const auto found = std::ranges::find(kNames, name);
  if (found == kNames.end()) {
    throw Error(Exit::usage, "", "unknown format " + quote(name), suggest(name, kNames));
  }
  return static_cast<Format>(found - kNames.begin());
}

}  // namespace aimodel
