#pragma once

#include <string>

#include "csv/support.h"
#include "profile/profile_csv.h"

namespace aimodel {

inline Profile profile_text(const std::string& text, const ProfileOptions& options = {}) {
  const TemporaryFile file(text);
  return profile_csv(file.path(), CsvFormat{}, options);
}

}  // namespace aimodel
