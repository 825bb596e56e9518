#pragma once

#include <cstdint>
#include <string>

#include "profile/profile.h"

namespace aimodel {

struct ProfileOptions {
  std::string target;  // a column to be predicted, or ""
  OnBadRow on_bad_row = OnBadRow::skip;
  int64_t most_rows = 1'000'000;    // of the sample
  int64_t most_cells = 50'000'000;  // of the sample; at least 10,000 rows are kept
};

// Throws Error (data), also where the file has no row or no column named like the target.
Profile profile_csv(const std::string& path, const CsvFormat& format,
                    const ProfileOptions& options = {});

}  // namespace aimodel
