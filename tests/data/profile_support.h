#pragma once

#include <string>

#include "data/profile.h"
#include "support.h"

namespace aimodel {

inline Profile profile_text(const std::string& text, const ProfileOptions& options = {}) {
  const TemporaryFile file(text);
  return profile_csv(file.path(), CsvFormat{}, options);
}

}  // namespace aimodel
