#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "profile/profile.h"

namespace aimodel {

// A spec to begin with, and what its reader should know: columns left out and why, how the target
// was read.
struct StarterSpec {
  Json spec;
  std::vector<std::string> notes;
};

// For a profile made with this target. Throws Error (data) where there is nothing to predict or
// nothing to learn from.
StarterSpec starter_spec(const Profile& profile, const std::string& target,
                         const CsvFormat& format);

}  // namespace aimodel
