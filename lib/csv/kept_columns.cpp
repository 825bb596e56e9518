#include "csv/kept_columns.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "base/names.h"
#include "base/text.h"

namespace aimodel {

void check_column(const CsvReader& reader, const std::string& name) {
  const std::vector<std::string>& header = reader.header();
  if (!name.empty() && std::ranges::find(header, name) != header.end()) return;
  throw Error(Exit::data, reader.file(), "there is no column " + quote(name),
              suggest(name, header));
}

std::vector<std::string> kept_columns(const CsvReader& reader,
                                      const std::vector<std::string>& lists) {
  const std::unordered_set<std::string_view> known(reader.header().begin(), reader.header().end());
  std::vector<std::string> kept;
  std::unordered_set<std::string_view> taken;
  const auto keep = [&](std::string_view name) {  // one of the header's
    if (taken.insert(name).second) kept.emplace_back(name);
  };
  for (const std::string& list : lists) {
    for (const std::string& pattern : split(list, ',')) {
      if (pattern == "all") {
        for (const std::string& name : reader.header()) keep(name);
      } else if (is_glob(pattern)) {
        bool matched = false;
        for (const std::string& name : reader.header()) {
          if (!matches_glob(pattern, name)) continue;
          matched = true;
          keep(name);
        }
        if (!matched) {
          throw Error(Exit::data, reader.file(), "no column matches " + quote(pattern),
                      suggest(pattern, reader.header()));
        }
      } else {
        const auto found = known.find(pattern);
        if (found == known.end() || pattern.empty()) check_column(reader, pattern);
        keep(*found);
      }
    }
  }
  return kept;
}

std::vector<std::string> named_columns(const CsvReader& reader,
                                       const std::vector<std::string>& lists) {
  std::vector<std::string> named;
  for (const std::string& list : lists) {
    for (const std::string& name : split(list, ',')) {
      check_column(reader, name);
      if (std::ranges::find(named, name) == named.end()) named.push_back(name);
    }
  }
  return named;
}

}  // namespace aimodel
