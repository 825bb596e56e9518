#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "csv/csv.h"

namespace aimodel {

// How a CSV file is read where the spec or the model does not fit it. What is left as it is here
// stays as they say.
struct DataOptions {
  std::string delimiter;
  bool no_header = false;
  std::optional<std::string> comment;
  int64_t skip_lines = -1;
  std::vector<std::string> missing;                      // beside those of the spec
  std::optional<std::vector<std::string>> missing_only;  // in place of those
  std::string missing_target;                            // fail, skip, or "" for what the spec says
  std::string on_bad_row;                                // fail, skip, mark, or "" for fail

  CsvFormat format(CsvFormat from_spec) const;
  OnBadRow policy() const {
    return on_bad_row == "skip"   ? OnBadRow::skip
           : on_bad_row == "mark" ? OnBadRow::mark
                                  : OnBadRow::fail;
  }
  bool says_csv() const {  // what holds for CSV alone
    return !delimiter.empty() || no_header || comment.has_value() || skip_lines >= 0;
  }
  bool says_format() const {
    return says_csv() || !missing.empty() || missing_only.has_value() || !missing_target.empty();
  }
};

}  // namespace aimodel
