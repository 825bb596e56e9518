// What of a file of rows is otherwise where it is JSON Lines.
#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>

#include "base/blanks.h"
#include "base/names.h"
#include "csv/csv_error.h"
#include "csv/csv_file.h"

namespace aimodel {

void CsvFile::read_json_keys(bool at_once) {
  constexpr size_t kLooked = size_t{4} << 20;
  while (!input_.at_end() && !input_.at_nul() && input_.pending().size() < kLooked) {
    if (at_once && input_.pending().find('\n') != std::string_view::npos) break;
    input_.fill();
  }
  if (!find_first_row()) throw Error(Exit::data, rules.file, "the file is empty");
  header_line = line_;
  std::string_view lines = input_.pending();
  const std::string_view first = lines.substr(0, lines.find('\n'));
  if (at_once) lines = first;
  json_keys_ = find_json_keys(lines);
  rules.header = json_keys_.names;
  rules.cells = rules.header.size();
  if (rules.header.empty() && json_keys_.nested.empty()) {
    throw json_line_error(first, rules.file, line_);
  }
  for (const JsonKeys::Nested& nested : json_keys_.nested) {
    remarks.push_back(fmt::format("{} holds {}: it is no column", quote(nested.name),
                                  nested.list ? "lists" : "objects"));
  }
}

void CsvFile::check_wanted_keys(const std::vector<std::string>& names,
                                const std::string& what_for) {
  const std::unordered_set<std::string> wanted(names.begin(), names.end());
  for (const JsonKeys::Nested& nested : json_keys_.nested) {
    if (!wanted.contains(nested.name)) continue;
    const std::vector<std::string> name{nested.name};
    CsvLocation location{rules.file, name};
    location.line = header_line + nested.line;
    location.text = nested.list ? "a list" : "an object";
    throw csv_error(CsvProblem::nested, location);
  }
  std::unordered_set<std::string> known(rules.header.begin(), rules.header.end());
  const bool any =
      std::ranges::any_of(names, [&](const auto& name) { return known.contains(name); });
  if (!at_once_ || !any) {
    aimodel::check_wanted(rules.file, header_line, rules.header, names, what_for);
    return;
  }
  for (const std::string& name : names) {  // rows may come that have it
    if (known.insert(name).second) rules.header.push_back(name);
  }
  rules.cells = rules.header.size();
}

}  // namespace aimodel
