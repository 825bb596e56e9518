#include "csv/data_options.h"

#include <algorithm>

namespace aimodel {

CsvFormat DataOptions::format(CsvFormat from_spec) const {
  if (!delimiter.empty()) set_delimiter(from_spec, delimiter);
  if (no_header) from_spec.header = false;
  if (comment) from_spec.comment = *comment;
  if (skip_lines >= 0) from_spec.skip_lines = skip_lines;
  if (missing_only) {
    from_spec.missing = *missing_only;
  } else if (std::ranges::find(missing, "") != missing.end()) {
    // The empty cell is in most lists: who adds it to the spec's means it and no word.
    from_spec.missing = {""};
  }
  for (const std::string& text : missing) {
    const bool listed = std::ranges::find(from_spec.missing, text) != from_spec.missing.end();
    if (!listed) from_spec.missing.push_back(text);
  }
  if (!missing_target.empty()) from_spec.skip_missing_targets = missing_target == "skip";
  return from_spec;
}

}  // namespace aimodel
